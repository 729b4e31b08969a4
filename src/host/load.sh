#!/bin/sh
# Measures a running server with wrk and prints one table:
#   src/host/load.sh [http://localhost:8080] [seconds of each row] [http://localhost:8089/convolab.css]
# The last is a peer: a file that another server keeps nothing of, such as src/bench/bare. It is asked between the rows too.
# Every row is asked as a browser asks, for compressed answers; JSON is asked as a program asks. Nothing is started here.
set -eu
ours=${1:-http://localhost:8080}
server=$ours
seconds=${2:-10}
peer=${3-}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in wrk curl; do
  command -v "$tool" > /dev/null || { echo "$0 needs $tool (on Debian: apt-get install $tool)" >&2; exit 1; }
done

# load <seconds> <threads> <connections> <what load.lua takes …>: requests a second, 99th percentile in ms, errors
load() {
  time=$1 threads=$2 connections=$3
  shift 3
  wrk -t"$threads" -c"$connections" -d"${time}s" --timeout 10s -s "$here/load.lua" "$server" -- "$@" | sed -n 's/^RESULT //p'
}

# row <name> <what load.lua takes …>
row() {
  name=$1
  shift
  load "$seconds" 1 8 "$@" > "$work/row"
  read -r rate slowest errors < "$work/row"
  if [ "$server" = "$ours" ]; then static=${static:-$rate}; else other=$rate; fi
  awk -v name="$name" -v rate="$rate" -v slowest="$slowest" -v errors="$errors" -v static="${static:-0}" -v other="${other:-0}" \
    'function of(peer) { return peer ? sprintf("%.2f", rate / peer) : "" }
    BEGIN { printf "| %s | %d | %s | %s | %.1f | %d |\n", name, rate, of(static), of(other), slowest, errors }'
}

# What the rows after it are compared with, if there is a peer
peer() {
  [ "$peer" ] || return 0
  server=$(echo "$peer" | grep -oE '^https?://[^/]+')
  row "the peer's static file" same "${peer#"$server"}" "" "" page
  server=$ours
}

# The addresses of what a page loads before it is scrolled.
parts() {
  grep -oE '<[^>]+>' | grep -v 'loading="lazy"' | grep -oE '(href|src)="[^"]+\.(css|js|svg|png)[^"]*"' | sed -E 's/^[a-z]+="//; s/"$//; s/&amp;/\&/g; s#^\.\./#/#' | sort -u
}

# bytes <path> <header …>: what comes over the wire, compressed as for a browser over HTTPS, without headers
bytes() {
  path=$1
  shift
  curl -sg -o /dev/null -w '%{size_download}' -H 'Accept-Encoding: gzip, br' "$@" "$server$path"
}

# drawings <how many>: kernels that nobody had, and what the server calls their drawings
drawings() {
  awk -v count="$1" 'BEGIN {
    srand()
    for (i = 0; i < count; i++) {
      kernel = ""
      for (j = 0; j < 9; j++) kernel = kernel (j == 0 ? "" : j % 3 ? "+" : "/") int(19 * rand() - 9)
      print kernel
    }
  }' > "$work/kernels"
  awk -v server="$server" '{ printf "url = \"%s/widgets/convolution?kernel=%s\"\noutput = /dev/null\n", server, $1 }' \
    "$work/kernels" > "$work/urls"
  curl -sg -D - -H 'HX-Request: true' -K "$work/urls" | tr -d '\r' | sed -n 's/^Convolab-Drawing: //p' > "$work/names"
  paste -d ' ' "$work/kernels" "$work/names"
}

style=$(curl -s "$server/" | parts | grep '\.css' | head -n 1)
one='/widgets/convolution?row=2&col=3'
tag=$(curl -sg -o /dev/null -D - -H 'HX-Request: true' -H 'HX-Target: convolution-stage' -H 'Accept-Encoding: gzip' \
  "$server$one" | tr -d '\r' | sed -n 's/^ETag: //p')

# The first thousands of requests meet code that is not compiled yet.
drawings 400 > "$work/drawings"
if [ "$peer" ]; then peer > "$work/warm"; fi
for kind in kernel "step $work/drawings" size pooling architectures json; do
  # shellcheck disable=SC2086
  load "$seconds" 1 8 $kind > "$work/warm"
done

echo "| | requests/s | of the static file | of the peer | 99 % within, ms | errors |"
echo "| --- | --: | --: | --: | --: | --: |"
peer
row "a static file" same "$style" "" "" page
row "a static file, never asked before" file "$style"
row "a computed \`convolution\` step as JSON, never asked before" json
row "the same as a fragment: another kernel" kernel
peer
# 36 places in each, so many that none is asked twice
drawings $((seconds * 300)) > "$work/drawings"
row "the same as a fragment: a step" step "$work/drawings"
row "a fragment that was asked before" same "$one" HX-Target convolution-stage htmx
row "the same where the browser has it (304)" same "$one" If-None-Match "$tag" htmx
peer
row "\`output-size\` as a fragment, never asked before" size
row "chapter 06, whole, one widget as never before" pooling
row "chapter 07, whole, one widget as never before" architectures
peer

echo
echo "| over the wire, compressed | bytes |"
echo "| --- | --: |"
read -r kernel drawing < "$work/drawings"
step="/widgets/convolution?kernel=$kernel&row=1&col=1"
echo "| the fragment of a step, uncompressed | $(curl -sg -o /dev/null -w '%{size_download}' -H 'HX-Request: true' \
  -H "Convolab-Drawing: $drawing" "$server$step") |"
echo "| the fragment of a step | $(bytes "$step" -H 'HX-Request: true' -H "Convolab-Drawing: $drawing") |"
for chapter in kernel-sliding feature-hierarchy architectures; do
  sum=$(bytes "/chapters/$chapter")
  curl -sg "$server/chapters/$chapter" | parts > "$work/parts"
  while read -r part; do sum=$((sum + $(bytes "$part"))); done < "$work/parts"
  echo "| $chapter with all it loads before it is scrolled, the first time | $sum |"
done

echo
load 60 2 300 learners 150 > "$work/row"
read -r rate slowest errors < "$work/row"
echo "300 learners who step about once a second for a minute: $rate requests/s, 99 % within $slowest ms, $errors errors."
