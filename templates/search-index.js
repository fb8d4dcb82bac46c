var searchIndex = {{ index.rows(link)|tojson }};
