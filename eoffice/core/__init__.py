"""What every feature stands on: errors, the unit of work, jobs, clock, ids and the API endpoint."""
