{# What the search page knows of each post: address, title, its HTML if it differs, date, reads, tags, series, text. #}
var searchIndex = [
{% for entry in site.entries %}
{{ [link(entry.url), entry.title, entry.title_html if entry.title_html != entry.title else "", entry.date.iso if entry.date else "", entry.read_count or 0, entry.tags|map(attribute="name")|list, entry.series.name if entry.series else "", index.text(entry)]|tojson }}{{ "," if not loop.last }}
{% endfor %}
];
