"""People directory, team and portfolio audit, suppression, engines (local · dask)."""
