# shellcheck shell=bash
# What every script here shares. Sourced, never run.

# shellcheck disable=SC2034  # used by the scripts that source this
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '\033[1m%s\033[0m\n' "$*"; }

# Ends the script with a message for a person: what went wrong, and what to do about it.
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Prints the comment at the top of the calling script, without its marks.
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }

bad_usage() {
  printf '%s: %s (see --help)\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# Makes the machine ready for these jobs of scripts/setup; says nothing if it is. Where there is no Debian, whoever needs
# something says that it is missing.
set_up_for() {
  command -v dpkg-query >/dev/null || return 0
  local job words=()
  for job in "$@"; do words+=(--for "$job"); done
  "$ROOT/scripts/setup" --quiet "${words[@]}"
}

jobs_wanted() { echo "${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}"; }

# The Debian packages of third_party/packages.txt, one a line, of the sections whose title begins
# with $1; '' for all.
listed_packages() {
  awk -v title="# $1" '/^#/ { wanted = index($0, title) == 1 } wanted && /^[a-z]/ { print $1 }' \
    "$ROOT/third_party/packages.txt"
}

# Our own files that match the patterns, committed or not, each ended by a NUL. CI may own the
# checkout under another name, which git refuses unless told.
our_files() {
  git -c safe.directory="$ROOT" -C "$ROOT" ls-files -z --cached --others --exclude-standard "$@" \
    | while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done
}
