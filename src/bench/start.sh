#!/bin/sh
# How long each of several commands takes from its start to the first chapter served, and what memory it then holds:
#   src/bench/start.sh [-n ROUNDS] [-p PORT] 'java -jar target/convolab.jar' 'java -jar target/bare/bare.jar' …
# They start in turn, round after round, each alone; the best and the median of the rounds are printed, and the ratio to
# the last command. A command takes --server.port. Linux, curl.
set -eu
rounds=5 port=8089
while getopts n:p: option; do
  case $option in n) rounds=$OPTARG ;; p) port=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
page=http://localhost:$port/chapters/kernel-sliding
times=$(mktemp -d)
trap 'rm -rf "$times"' EXIT

now() { date +%s%3N; }

round=0
while [ $((round += 1)) -le "$rounds" ]; do
  i=0
  for command; do
    i=$((i + 1))
    begin=$(now)
    sh -c "exec $command --server.port=$port" >"$times/log.$i" 2>&1 &
    pid=$!
    until curl -sf -o /dev/null "$page"; do
      kill -0 $pid 2>/dev/null || { cat "$times/log.$i"; exit 1; }
      sleep 0.02
    done
    took=$(($(now) - begin))
    ticks=$(awk '{ print $14 + $15 }' /proc/$pid/stat)
    sleep 10
    echo "$took $((ticks * 1000 / $(getconf CLK_TCK))) $(awk '/VmRSS/ { print int($2 / 1024) }' /proc/$pid/status)" >>"$times/$i"
    kill $pid
    wait $pid || true
  done
done

median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
echo "load: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores, $rounds rounds"
peer=$(cut -d' ' -f1 "$times/$#" | median)
echo "best ms | median ms | to the last | processor ms | MB after 10 s | command"
i=0
for command; do
  i=$((i + 1))
  middle=$(cut -d' ' -f1 "$times/$i" | median)
  echo "$(cut -d' ' -f1 "$times/$i" | sort -n | head -1) | $middle |" \
    "$(echo "$middle $peer" | awk '{ printf "%.2f", $1 / $2 }') |" \
    "$(cut -d' ' -f2 "$times/$i" | median) | $(cut -d' ' -f3 "$times/$i" | median) | $command"
done
