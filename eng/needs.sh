# What ./test and ./prove need of the machine: sourced by both, with the root of the clone as the working directory.

find_dotnet() {
  local folder
  command -v dotnet >/dev/null 2>&1 && return 0
  for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
    if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
      export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
      return 0
    fi
  done
  return 1
}

# Installs a Debian package with apt-get when a program of it is missing. The distribution starts services by itself; the tests
# start their own, so a policy file forbids that for the time of the installation.
ensure() {
  local program=$1 package=$2 policy=/usr/sbin/policy-rc.d as="" code=0
  command -v "$program" >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || return 1
    as="sudo"
  fi
  echo "Installing $package ..."
  if [ ! -e "$policy" ]; then
    trap "$as rm -f $policy" EXIT
    printf '#!/bin/sh\nexit 101\n' | $as tee "$policy" >/dev/null && $as chmod 755 "$policy"
  fi
  { $as apt-get -o Acquire::Retries=3 update -q &&
    $as env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 install -q -y --no-install-recommends "$package"; } \
    >artifacts/apt.log 2>&1 || code=1
  if [ -n "$(trap -p EXIT)" ]; then
    $as rm -f "$policy"
    trap - EXIT
  fi
  if [ "$code" -ne 0 ]; then
    tail -n 20 artifacts/apt.log
  elif [ "$package" != redis-server ]; then
    :
  elif [ -d /run/systemd/system ]; then
    $as systemctl disable --now redis-server >/dev/null 2>&1
  elif command -v service >/dev/null 2>&1; then
    $as service redis-server stop >/dev/null 2>&1
  fi
  command -v "$program" >/dev/null 2>&1
}
