#!/bin/bash
# Makes what the containers know and trust each other by, once: an authority, a certificate each for Elasticsearch and the
# platform, and two passwords that nobody has to choose. Nothing is overwritten. Each side gets a folder of its own; the
# authority's key stays here. Runs in Elasticsearch's image, which has the tools. HOST_NAME: by which browsers and senders
# reach this host.
set -euo pipefail
umask 077

if [ ! -f /keys/authority/ca.crt ]; then
  cd /keys/authority
  elasticsearch-certutil ca --silent --pem --out ca.zip
  unzip -q -j ca.zip
  rm ca.zip
fi

certificate() { # NAME DNS[,DNS]
  cd "/keys/$1"
  cp /keys/authority/ca.crt ca.crt
  [ -f "$1.crt" ] && return
  elasticsearch-certutil cert --silent --pem --out cert.zip --name "$1" --dns "$2" --ip 127.0.0.1 \
    --ca-cert /keys/authority/ca.crt --ca-key /keys/authority/ca.key
  unzip -q -j cert.zip
  rm cert.zip
}

password() { # FILE
  [ -s "$1" ] || head -c 32 /dev/urandom | base64 | tr -d '/+=\n' >"$1"
}

certificate elasticsearch elasticsearch,localhost
certificate vonggac "$HOST_NAME,console,ingest,localhost"
password /keys/elasticsearch/elastic.password
password /keys/vonggac/vonggac.password
# Both images run as 1000; Elasticsearch refuses a password file that others may read.
chown -R 1000:1000 /keys/elasticsearch /keys/vonggac
chmod -R u=rwX,go= /keys/elasticsearch /keys/vonggac
