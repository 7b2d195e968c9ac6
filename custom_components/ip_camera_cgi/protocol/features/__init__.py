"""What is done with a camera: schedules, areas, backups, health checks, diagnostics."""
