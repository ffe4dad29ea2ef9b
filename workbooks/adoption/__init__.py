"""认表: any bureau's own form becomes live; its sentences are read, its file keeps everything else."""
