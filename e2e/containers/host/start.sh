#!/bin/bash
# Starts the test host: its Docker engine, which finds Docker Hub's images in the rehearsal's registry, and sshd.
set -euo pipefail
printf 'restrict,command="/usr/local/sbin/receive-release" %s\n' "$DEPLOY_KEY" > /home/deploy/.ssh/authorized_keys
chown -R deploy:deploy /home/deploy/.ssh
chmod 700 /home/deploy/.ssh
chmod 600 /home/deploy/.ssh/authorized_keys
install -d -o deploy -g deploy /srv/digits
dockerd --registry-mirror http://registry:5000 --insecure-registry registry:5000 > /var/log/dockerd.log 2>&1 &
until docker info > /dev/null 2>&1; do sleep 0.2; done
exec /usr/sbin/sshd -D -e -o PasswordAuthentication=no
