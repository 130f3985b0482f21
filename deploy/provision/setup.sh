#!/usr/bin/env bash
# setup.sh: makes a server of a fresh Debian 12 or 13, or Ubuntu 24.04, as root; cloud-init.yaml runs it, and so can a person (README.md). What is
# there already is left or put right: it can be run again. Settings come from the environment; OPERATOR_KEY and DEPLOY_KEY must be there.
set -euo pipefail
umask 022
export DEBIAN_FRONTEND=noninteractive

FILES=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT=/srv/digits
# Whoever looks after the server, with sudo; and whom deployments come in as.
OPERATOR=${OPERATOR:-ops}
DEPLOYER=deploy
SWAP_MIB=${SWAP_MIB:-2048}
# https://docs.docker.com/engine/install/debian: the key that Docker signs its packages with.
DOCKER_PACKAGES=https://download.docker.com/linux
DOCKER_FINGERPRINT=9DC858229FC7DD38854AE2D88D81803C0EBFCD88

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'setup.sh: %s\n' "$*" >&2; exit 1; }

# Writes standard input to a file, and tells whether that changed it: put MODE FILE.
put() {
  local mode=$1 file=$2 new
  mkdir -p "$(dirname "$file")"
  new=$(mktemp "$file.XXXXXX")
  cat > "$new"
  chmod "$mode" "$new"
  if cmp --silent "$new" "$file" && [ "$(stat --format=%a "$file")" = "${mode#0}" ]; then
    rm "$new"
    return 1
  fi
  mv "$new" "$file"
  printf '%s\n' "$file"
}

# A server that has just started may be looking for upgrades: that is waited for.
update_lists() {
  local left
  for left in {9..0}; do
    if apt-get update --quiet=2; then return; fi
    [ "$left" -gt 0 ] || fail "the lists of packages cannot be had"
    sleep 10
  done
}
add_packages() {
  apt-get install --quiet=2 --option DPkg::Lock::Timeout=300 --option Dpkg::Options::=--force-confdef --option Dpkg::Options::=--force-confold \
    --no-install-recommends "$@"
}

check_settings() {
  [ "$(id -u)" -eq 0 ] || fail "it must be run as root"
  # shellcheck source=/dev/null
  . /etc/os-release
  case $ID-$VERSION_ID in
    debian-12 | debian-13 | ubuntu-24.04) ;;
    *) fail "this is $PRETTY_NAME: it is made for Debian 12 and 13, and Ubuntu 24.04" ;;
  esac
  local name
  for name in OPERATOR_KEY DEPLOY_KEY; do
    [[ ${!name:-} =~ ^(ssh-ed25519|ecdsa-sha2-nistp[0-9]+|ssh-rsa|sk-[a-z0-9@.-]+)\ [A-Za-z0-9+/=]+(\ [^\"]*)?$ ]] ||
      fail "$name must be one public key of SSH's, such as ssh-ed25519 AAAA…, and is '${!name:-}'"
  done
  [ "$OPERATOR_KEY" != "$DEPLOY_KEY" ] || fail "OPERATOR_KEY and DEPLOY_KEY are the same: what deploys may do nothing else, so it needs a key of its own"
  for name in "$FILES/bin/receive-release" "$FILES/backup/digits-backup.service" "$FILES/backup/digits-backup.timer"; do
    [ -f "$name" ] || fail "$name is missing: bring the whole of deploy/"
  done
}

install_packages() {
  step "Packages"
  update_lists
  add_packages ca-certificates curl gnupg jq age rclone nftables openssh-server sudo unattended-upgrades
  # Whichever keeps the time already goes on doing so.
  if ! command -v chronyd ntpd /usr/lib/systemd/systemd-timesyncd > /dev/null; then
    add_packages systemd-timesyncd
  fi
  ! [ -x /usr/lib/systemd/systemd-timesyncd ] || systemctl enable --quiet --now systemd-timesyncd
}

install_docker() {
  step "Docker engine and Compose"
  local keyring=/etc/apt/keyrings/docker.asc found
  found=$(curl --fail --silent --show-error --location --retry 3 "$DOCKER_PACKAGES/$ID/gpg") || fail "Docker's key cannot be had from $DOCKER_PACKAGES"
  # Each primary key in it, and no other than the one that is known.
  [ "$(gpg --show-keys --with-colons <<< "$found" | awk -F: '$1 == "pub" { key = 1 } $1 == "fpr" && key { print $10; key = 0 }')" = "$DOCKER_FINGERPRINT" ] ||
    fail "the key at $DOCKER_PACKAGES/$ID/gpg is not Docker's ($DOCKER_FINGERPRINT): nothing is installed from there"
  put 0644 "$keyring" <<< "$found" || true
  put 0644 /etc/apt/sources.list.d/docker.sources << EOF || true
Types: deb
URIs: $DOCKER_PACKAGES/$ID
Suites: $VERSION_CODENAME
Components: stable
Signed-By: $keyring
EOF
  # Compose says the same of the services in it; this is for whatever else is started.
  [ -e /etc/docker/daemon.json ] || put 0644 /etc/docker/daemon.json <<< '{"log-driver": "local", "log-opts": {"max-size": "20m", "max-file": "5"}}'
  update_lists
  add_packages docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
  systemctl enable --quiet --now docker
}

add_users() {
  step "Users: $OPERATOR with sudo, $DEPLOYER for deployments alone"
  local user home
  for user in "$OPERATOR" "$DEPLOYER"; do
    id "$user" > /dev/null 2>&1 || useradd --create-home --user-group --shell /bin/bash "$user"
    home=$(getent passwd "$user" | cut -d : -f 6)
    install --directory --mode=0700 --owner="$user" --group="$user" "$home/.ssh"
    case $user in
      "$DEPLOYER") put 0600 "$home/.ssh/authorized_keys" <<< "restrict,command=\"/usr/local/sbin/receive-release\" $DEPLOY_KEY" || true ;;
      *) grep --quiet --fixed-strings --line-regexp "$OPERATOR_KEY" "$home/.ssh/authorized_keys" 2> /dev/null || printf '%s\n' "$OPERATOR_KEY" >> "$home/.ssh/authorized_keys" ;;
    esac
    chown "$user:$user" "$home/.ssh/authorized_keys"
    chmod 0600 "$home/.ssh/authorized_keys"
  done
  usermod --append --groups docker "$DEPLOYER"
  put 0440 "/etc/sudoers.d/90-$OPERATOR" <<< "$OPERATOR ALL=(ALL) NOPASSWD: ALL" || true
  visudo --check --quiet
}

make_root() {
  step "$ROOT"
  install --directory --mode=0750 --owner="$DEPLOYER" --group="$DEPLOYER" "$ROOT"
  install --mode=0755 "$FILES/bin/receive-release" /usr/local/sbin/receive-release
  if [ -e "$ROOT/settings.env" ]; then
    echo "$ROOT/settings.env is left as it is"
  else
    local name
    for name in IMAGES SITE_ADDRESS ACME_EMAIL; do
      [ -z "${!name:-}" ] || printf '%s=%q\n' "$name" "${!name}"
    done | put 0640 "$ROOT/settings.env"
    chown "root:$DEPLOYER" "$ROOT/settings.env"
  fi
}

set_up_sshd() {
  step "sshd: keys only, and not root's"
  # The first that is said counts: before what cloud-init and the distribution say.
  if put 0644 /etc/ssh/sshd_config.d/10-digits.conf << 'EOF'; then
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
X11Forwarding no
EOF
    mkdir -p /run/sshd
    sshd -t || { rm /etc/ssh/sshd_config.d/10-digits.conf; fail "sshd does not take its settings; they are as they were"; }
    systemctl reload-or-restart ssh
  fi
}

set_up_firewall() {
  step "Firewall: 22, 80 and 443"
  put 0644 /etc/digits/firewall.nft < "$FILES/provision/firewall.nft" || true
  # Not nftables.service: that one, when it stops, takes away Docker's rules, too.
  put 0644 /etc/systemd/system/digits-firewall.service << 'EOF' || true
[Unit]
Description=Firewall: what reaches this server from outside
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file /etc/digits/firewall.nft
ExecReload=/usr/sbin/nft --file /etc/digits/firewall.nft
ExecStop=/usr/sbin/nft delete table inet digits

[Install]
WantedBy=sysinit.target
EOF
  nft --check --file /etc/digits/firewall.nft
  systemctl daemon-reload
  systemctl enable --quiet digits-firewall
  systemctl reload-or-restart digits-firewall
}

set_up_upgrades() {
  step "Upgrades in the night, with a restart where one is needed"
  put 0644 /etc/apt/apt.conf.d/20auto-upgrades << 'EOF' || true
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
EOF
  # Added to what the distribution allows, which is its security updates. A new engine restarts the containers: in the night, too.
  put 0644 /etc/apt/apt.conf.d/52digits << 'EOF' || true
Unattended-Upgrade::Origins-Pattern:: "origin=Docker,codename=${distro_codename}";
Unattended-Upgrade::Remove-Unused-Dependencies "true";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-WithUsers "true";
Unattended-Upgrade::Automatic-Reboot-Time "04:00";
EOF
  # After the backup (02:30 UTC), before the restart.
  put 0644 /etc/systemd/system/apt-daily-upgrade.timer.d/digits.conf << 'EOF' || true
[Timer]
OnCalendar=
OnCalendar=*-*-* 03:15
RandomizedDelaySec=10m
EOF
  systemctl daemon-reload
  systemctl enable --quiet --now apt-daily.timer apt-daily-upgrade.timer
}

set_limits() {
  step "Limits: journal, kernel, swap"
  if put 0644 /etc/systemd/journald.conf.d/digits.conf << 'EOF'; then
[Journal]
SystemMaxUse=500M
MaxRetentionSec=1month
EOF
    systemctl restart systemd-journald
  fi
  # Swap for what is idle; buffers that QUIC (HTTP/3) asks for; up again by itself after a panic.
  if put 0644 /etc/sysctl.d/60-digits.conf << 'EOF'; then
vm.swappiness = 10
net.core.rmem_max = 7500000
net.core.wmem_max = 7500000
kernel.panic = 10
kernel.dmesg_restrict = 1
EOF
    sysctl --quiet --load=/etc/sysctl.d/60-digits.conf || echo "this kernel does not take all of it; the server goes without"
  fi
  if [ "$SWAP_MIB" -gt 0 ] && [ -z "$(swapon --show --noheadings)" ]; then
    if [ ! -e /swapfile ]; then
      (umask 077 && fallocate --length "${SWAP_MIB}MiB" /swapfile.new)
      mkswap --quiet /swapfile.new 2> /dev/null || mkswap /swapfile.new > /dev/null
      mv /swapfile.new /swapfile
    fi
    swapon /swapfile || fail "/swapfile cannot be used as swap on this file system: make swap another way, and run this again"
    grep --quiet '^/swapfile ' /etc/fstab || echo '/swapfile none swap sw 0 0' >> /etc/fstab
  fi
}

set_up_backups() {
  step "Nightly backup"
  put 0644 /etc/systemd/system/digits-backup.service < "$FILES/backup/digits-backup.service" || true
  put 0644 /etc/systemd/system/digits-backup.timer < "$FILES/backup/digits-backup.timer" || true
  systemctl daemon-reload
  systemctl enable --quiet --now digits-backup.timer
}

check_settings
install_packages
install_docker
add_users
make_root
set_limits
set_up_upgrades
set_up_backups
set_up_firewall
set_up_sshd
step "The server is ready for the first deployment"
