"""Opens an uploaded file and makes it safe, in a process of its own with limits; it knows nothing of the portal."""
