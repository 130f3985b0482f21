# Which backups are kept: the newest of each of the last days, ISO weeks and months that have one. Sourced by deploy/bin/backup.
# shellcheck shell=bash

BACKUP_DAILY=${BACKUP_DAILY:-7}
BACKUP_WEEKLY=${BACKUP_WEEKLY:-4}
BACKUP_MONTHLY=${BACKUP_MONTHLY:-6}

check_retention() {
  local name
  for name in BACKUP_DAILY BACKUP_WEEKLY BACKUP_MONTHLY; do
    [[ ${!name} =~ ^(0|[1-9][0-9]{0,3})$ ]] || die "$name must be a whole number from 0 to 9999, and is '${!name}'"
  done
}

# The newest dump that check-backup has restored; nothing where there is none.
last_good_stamp() {
  local stamp
  while read -r stamp; do
    if [ -f "$BACKUPS/$stamp.checked" ]; then printf '%s' "$stamp"; break; fi
  done < <(local_stamps)
}

# Of the stamps on standard input, newest first, those that nothing keeps: expired_stamps LAST_GOOD. The newest is always kept, and the last good one.
expired_stamps() {
  local last_good=$1 stamp day week month keep newest=1 last_day='' last_week='' last_month='' days=0 weeks=0 months=0
  while read -r stamp; do
    day=${stamp:0:8} month=${stamp:0:6} keep=''
    # What has no date in its name is not ours to remove.
    week=$(date --utc --date "$day" +%G-%V 2> /dev/null) || continue
    if [ -n "$newest" ] || [ "$stamp" = "$last_good" ]; then keep=1; newest=''; fi
    if [ "$day" != "$last_day" ] && [ "$days" -lt "$BACKUP_DAILY" ]; then keep=1; days=$((days + 1)); fi
    if [ "$week" != "$last_week" ] && [ "$weeks" -lt "$BACKUP_WEEKLY" ]; then keep=1; weeks=$((weeks + 1)); fi
    if [ "$month" != "$last_month" ] && [ "$months" -lt "$BACKUP_MONTHLY" ]; then keep=1; months=$((months + 1)); fi
    last_day=$day last_week=$week last_month=$month
    [ -n "$keep" ] || printf '%s\n' "$stamp"
  done
}

remove_expired() {
  local stamp
  while read -r stamp; do
    # The dump first: a manifest alone is nobody's backup.
    rm -f "$BACKUPS/$stamp.dump" && rm -f "$BACKUPS/$stamp.json" "$BACKUPS/$stamp.checked" || return 1
    note "removed $stamp, which no rule keeps"
  done < <(local_stamps | expired_stamps "$(last_good_stamp)")
}
