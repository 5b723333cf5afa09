"""eOffice: official documents of public bodies, from the draft to the figure in a report."""
