"""What sitegen adds to Markdown, one kind of mark a module."""
