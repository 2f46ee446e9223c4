"""Reading a template once: cells and tags become the plan."""
