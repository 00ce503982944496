# Small, non-root, read-only friendly: server code is type-stripped at run time; only the page is built.
FROM node:24.21.0-bookworm-slim AS page
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY machines/vocabulary.ts ./machines/vocabulary.ts
COPY ops/scripts/build-page.ts ops/scripts/page-bundle.ts ./ops/scripts/
COPY ui ./ui
RUN node ops/scripts/build-page.ts

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund \
 && find node_modules/googleapis/build/src/apis -mindepth 1 -maxdepth 1 -type d \
      ! -name drive ! -name forms ! -name slides ! -name pubsub -exec rm -rf {} + \
 && npm sbom --omit=dev --sbom-format cyclonedx > /app/sbom.json

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg flite fonts-liberation tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=packages /app/sbom.json ./sbom.json
COPY package.json tsconfig.json main.ts ./
COPY machines ./machines
COPY runtime ./runtime
COPY actors ./actors
COPY persistence ./persistence
COPY http ./http
COPY cli ./cli
COPY ops ./ops
COPY examples ./examples
COPY --from=page /app/ui/dist ./ui/dist
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=8080
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "--disable-warning=ExperimentalWarning", "main.ts"]
CMD ["serve"]
