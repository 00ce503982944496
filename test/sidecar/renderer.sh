#!/bin/sh
# A renderer that draws nothing: three segments, each held up while a file says so, then five files.
if [ "$1" = --probe ]; then
  echo '{"backends":["cpu"],"voices":[],"device":"test"}'
  exit 0
fi
mkdir -p "$1/out"
for n in 1 2 3; do
  while [ -e "$2/../hold-$n" ]; do sleep 0.02; done
  if [ ! -e "$1/segment-$n" ]; then
    echo "$n" >>"$2/../drawn"
    echo "$n" >"$1/segment-$n"
  fi
  echo "{\"stage\":\"render\",\"framesDone\":$n,\"framesTotal\":3}"
done
for name in video.mp4 captions.vtt poster.jpg timings.json report.json; do
  echo "content of $name" >"$1/out/$name"
done
