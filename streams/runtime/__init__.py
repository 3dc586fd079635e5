"""The shells of a running process: its clock, logs and telemetry."""
