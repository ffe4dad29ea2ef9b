"""Pictures of every sheet as it is opened, taken of LibreOffice on a screen in memory."""
