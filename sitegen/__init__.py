"""sitegen: from the raw text of a blog archive to Markdown, and from Markdown to a static site for mathematics."""

__version__ = "0.1.0"
