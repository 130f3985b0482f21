# The encrypted copy of a backup on another host, where BACKUP_REMOTE (a path of rclone's) and BACKUP_AGE_RECIPIENT (a public key of age's) are set.
# Sourced by deploy/bin/backup.
# shellcheck shell=bash disable=SC2153

has_off_site() { [ -n "${BACKUP_REMOTE:-}" ]; }

# Before anything is dumped: whether what is set can work at all.
check_off_site() {
  [ -n "${BACKUP_REMOTE:-}${BACKUP_AGE_RECIPIENT:-}" ] || return 0
  [ -n "${BACKUP_AGE_RECIPIENT:-}" ] || die "BACKUP_REMOTE is set without BACKUP_AGE_RECIPIENT: nothing leaves this host unencrypted. Set both, or neither"
  [ -n "${BACKUP_REMOTE:-}" ] || die "BACKUP_AGE_RECIPIENT is set without BACKUP_REMOTE: there is nowhere to copy to. Set both, or neither"
  need age rclone
  age --recipient "$BACKUP_AGE_RECIPIENT" < /dev/null > /dev/null || die "BACKUP_AGE_RECIPIENT is no public key of age's (age1…): '$BACKUP_AGE_RECIPIENT'"
}

remote_path() {
  case $BACKUP_REMOTE in
    *: | */) printf '%s%s' "$BACKUP_REMOTE" "$1" ;;
    *) printf '%s/%s' "$BACKUP_REMOTE" "$1" ;;
  esac
}

# Encrypts a backup and copies it: under another name first, so that a copy with its own name is whole.
copy_off_site() {
  local stamp=$1 encrypted=$BACKUPS/$1.tar.age.partial
  tar --create --directory "$BACKUPS" "$stamp.dump" "$stamp.json" | age --recipient "$BACKUP_AGE_RECIPIENT" > "$encrypted" || return 1
  rclone copyto --quiet "$encrypted" "$(remote_path "$stamp.tar.age.partial")" || return 1
  rclone moveto --quiet "$(remote_path "$stamp.tar.age.partial")" "$(remote_path "$stamp.tar.age")" || return 1
  rm -f "$encrypted"
}

# The same retention there, and no halves of copies that were interrupted.
remove_expired_off_site() {
  local listing name
  listing=$(rclone lsf --quiet --files-only "$BACKUP_REMOTE") || return 1
  while read -r name; do
    rclone deletefile --quiet "$(remote_path "$name")" < /dev/null || return 1
    note "removed $name at $BACKUP_REMOTE"
  done < <(
    sed -nE "/^$STAMP\.tar\.age\.partial$/p" <<< "$listing"
    sed -nE "s/^($STAMP)\.tar\.age$/\1/p" <<< "$listing" | sort --reverse | expired_stamps "$(last_good_stamp)" | sed 's/$/.tar.age/'
  )
}
