#!/bin/bash
# Gives the platform a user of its own in Elasticsearch, with no more rights than it needs. Harmless when run again.
set -euo pipefail

put() { # PATH, body on standard input
  # Passwords stand in a private file and on pipes, where no process list shows them.
  curl --config /tmp/who --fail-with-body --silent --show-error --output /dev/null \
    --cacert /keys/elasticsearch/ca.crt --request PUT --header 'content-type: application/json' --data @- \
    "https://elasticsearch:9200$1"
}

umask 077
printf 'user = "elastic:%s"\n' "$(cat /keys/elasticsearch/elastic.password)" >/tmp/who
put /_security/role/vonggac <<'JSON'
{
  "cluster": ["monitor", "manage_index_templates"],
  "indices": [{ "names": ["vonggac-*"], "privileges": ["all"] }]
}
JSON
printf '{ "password": "%s", "roles": ["vonggac"] }' "$(cat /keys/vonggac/vonggac.password)" | put /_security/user/vonggac
