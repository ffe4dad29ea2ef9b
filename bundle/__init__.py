"""The zip for machines without a network: everything a clerk's Windows needs, double-click to install."""
