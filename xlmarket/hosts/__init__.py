"""Where the functions are called from: one room per host, none knows another, all read the one registry."""
