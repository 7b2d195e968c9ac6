"""Features built on a camera: schedules, areas, backups, health checks, diagnostics."""
