#!/usr/bin/env bash
# The real Jetstream server with its own network simulator, on loopback.
#   jetstream.sh install    builds both into build/peers/bin (needs go; some minutes)
#   jetstream.sh run DIR    runs both with their data in DIR; prints `ready HOST:PORT` when events
#                           flow, and stops both when its standard input ends
set -euo pipefail

version=v0.2.0
root=$(cd "$(dirname "$0")/../.." && pwd)
peers=${TOCSIN_PEERS:-$root/build/peers}

install_peers() {
  command -v go >/dev/null || { echo "jetstream.sh: needs go" >&2; exit 69; }
  mkdir -p "$peers/bin"
  export GOPATH="$peers/gopath" GOCACHE="$peers/gocache"
  # Not `go install PACKAGE@VERSION`: that also asks for the list of all versions, which some
  # mirrors do not give.
  local folder
  folder=$(go mod download -json "github.com/bluesky-social/jetstream@$version" |
           sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  cd "$folder"
  for program in simulator jetstream; do
    go build -trimpath -o "$peers/bin/$program" "./cmd/$program"
  done
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

run_peers() {
  local folder=$1 network server debug
  network=$(free_port) server=$(free_port) debug=$(free_port)
  mkdir -p "$folder"
  cd "$folder"
  "$peers/bin/simulator" serve --addr "127.0.0.1:$network" --data-dir ./network --accounts 20 \
    --commits-per-sec 50 --seed 42 --public-url "http://localhost:$network" >network.log 2>&1 &
  children=($!)
  trap 'kill "${children[@]}" 2>/dev/null; wait' EXIT
  for _ in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$network") 2>/dev/null && break
    sleep 0.1
  done
  JETSTREAM_RELAY_URL="http://localhost:$network" JETSTREAM_PLC_URL="http://localhost:$network" \
    JETSTREAM_DATA_DIR=./server JETSTREAM_SKIP_MERGE_DISCOVERY=true \
    "$peers/bin/jetstream" serve --addr "127.0.0.1:$server" --debug-addr "127.0.0.1:$debug" \
    >server.log 2>&1 &
  children+=($!)
  # It answers 503 until its back-fill is done, and then asks for an upgrade.
  for _ in $(seq 600); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$server/subscribe")" = 426 ] && break
    sleep 0.1
  done
  echo "ready 127.0.0.1:$server"
  cat >/dev/null
}

case "${1:-}" in
  install) install_peers ;;
  run) run_peers "${2:?where to keep the data}" ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
