"""The kinds of problems that a build finds in what a site is made of, and what each of them means."""

KINDS = {
    "astray": "A Markdown file in `content/` that is neither among the posts nor among the pages, and is not read.",
    "character": "A control character, which was removed.",
    "date": "A date that is none.",
    "duplicate-url": "Two pages or files that would have one address.",
    "encoding": "A file that is not UTF-8.",
    "footnote": "A footnote that nothing refers to, or that stands twice.",
    "front-matter": "Front matter that cannot be read, or a field that has no meaning.",
    "killed": "A post at which a process was ended.",
    "label": "A reference to an equation that does not exist, or a label that stands twice.",
    "link": "A symbolic link to a folder, which is not followed.",
    "link-broken": "A symbolic link that leads nowhere.",
    "link-outside": "A symbolic link that leads out of the site.",
    "math": "A displayed formula that is not closed; with `--math`, a formula that MathJax cannot read.",
    "name": "A file whose name is not UTF-8.",
    "near-duplicate-url": "Two addresses that are one file on macOS and Windows.",
    "nesting": "Quotes or lists nested too deep; text would be lost.",
    "title": "A post without a title; the name of its file stands in.",
    "too-slow": "A post whose typesetting was stopped.",
    "unreadable": "A file or a folder that cannot be read.",
    "unsafe-path": "An address, a slug or a file that would leave its place.",
}
