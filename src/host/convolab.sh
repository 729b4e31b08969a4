#!/bin/sh
# Serves the course from its jar, soon and in little memory; settings go to the server:
#
#   convolab.sh /srv/convolab/convolab.jar --server.port=8081
#
# Once for each jar and each JDK it unpacks the jar into the folder of the same name beside it, and visits the chapters, so
# that the JVM finds its classes loaded and linked in an archive (on JDK 25: with profiles of them). Where it may not write,
# it starts without. JAVA_HOME names another JDK, JAVA_OPTS holds more options of java. With --prepare it makes the
# archive and stops, as an image of a container does.
set -eu

jar=${1:?the jar of the course}
shift
home=${jar%.jar}
java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")
release=$(dirname "$(dirname "$(readlink -f "$java")")")/release

# Measured: see "Host it" in the README
settings="-XX:+UseSerialGC -Xms48m -Xmx320m -Xss512k -XX:ReservedCodeCacheSize=96m -XX:MaxMetaspaceSize=160m"
# an early JDK 17 does not know the first of these, and would not start
settings="$settings -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=5000 -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"
# HotSpot's second compiler waits for ten times as many calls, or it would take a third of the processor while the server starts
settings="$settings -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
settings="$settings -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
settings="$settings --add-modules jdk.incubator.vector ${JAVA_OPTS-}"
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-2}"

if grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$release"; then
    make=-XX:AOTCacheOutput use=-XX:AOTCache
else
    make=-XX:ArchiveClassesAtExit use=-XX:SharedArchiveFile
fi
archive=$home/convolab.archive
app=$home/$(basename "$jar")

# what the archive was made from
stamp="$(ls -lnL "$jar") $(cksum <"$release") $settings"

prepare() {
    rm -rf "$home" &&
        mkdir -p "$home" &&
        "$java" -Djarmode=tools -jar "$jar" extract --force --destination "$home" &&
        "$java" $settings "$make=$archive" -jar "$app" --convolab.rehearse=true --server.port=0 &&
        echo "$stamp" >"$home/stamp"
}

made() { [ "$(cat "$home/stamp" 2>/dev/null)" = "$stamp" ]; }

if ! made; then
    prepare >"$home.log" 2>&1 || echo "$0: no archive could be made in $home; the start takes longer" >&2
fi
[ "${1-}" = --prepare ] && exit
if made; then
    exec "$java" $settings "$use=$archive" -jar "$app" "$@"
fi
exec "$java" $settings -jar "$jar" "$@"
