"""xlmarket: market figures as worksheet functions, finished Excel reports and batch exports."""
