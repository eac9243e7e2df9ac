# Vọng Gác, any of its roles. Build: docker build -t vonggac:0.1.0 .
# The platform runs on the Node of its own package-lock.json; the image's Node only sets it up.

FROM node:24.11.0-bookworm-slim AS build
WORKDIR /opt/vonggac
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node_modules/.bin/node node_modules/vite/bin/vite.js build --logLevel warn console/web \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.11.0-bookworm-slim
# Owned by root and not writable by the account that runs it.
COPY --from=build /opt/vonggac /opt/vonggac
RUN install -d -o node -g node -m 0700 /var/lib/vonggac /var/lib/vonggac-secrets
ENV NODE_ENV=production \
    VONGGAC_STORAGE_DATA=/var/lib/vonggac \
    VONGGAC_STORAGE_SECRETS=/var/lib/vonggac-secrets \
    VONGGAC_CONSOLE_HOST=0.0.0.0 \
    VONGGAC_BULK_HOST=0.0.0.0
WORKDIR /var/lib/vonggac
USER node
VOLUME ["/var/lib/vonggac", "/var/lib/vonggac-secrets"]
# Console (HTTPS), syslog over TCP, HTTP intake (HTTPS)
EXPOSE 8080 5514 9280
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/opt/vonggac/deploy/docker/health.mjs", "console", "ingest"]
ENTRYPOINT ["/opt/vonggac/deploy/docker/vonggac"]
CMD ["serve"]
