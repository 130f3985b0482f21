# A container registry, as the project's own is one, for the rehearsal of deployments.
FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends docker-registry && rm -rf /var/lib/apt/lists/*
RUN printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n' > /etc/registry.yml
EXPOSE 5000
CMD ["docker-registry", "serve", "/etc/registry.yml"]
