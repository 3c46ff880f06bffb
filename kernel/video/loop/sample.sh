#!/bin/sh
# Makes sample.h264: a moving test picture marked 演示画面. Needs ffmpeg with libx264 and a Chinese font.
set -eu
cd "$(dirname "$0")"
font=$(fc-match -f '%{file}' 'Noto Sans CJK SC')
ffmpeg -v error -y -f lavfi -i 'testsrc2=size=480x270:rate=10' -t 4 \
	-vf "drawbox=x=0:y=0:w=480:h=40:color=black@0.6:t=fill,drawtext=fontfile=$font:text='演示画面':x=12:y=8:fontsize=26:fontcolor=white" \
	-c:v libx264 -profile:v baseline -preset veryslow -crf 36 -g 20 -bf 0 -pix_fmt yuv420p -x264-params 'aud=0:repeat-headers=1:scenecut=0:slices=1' \
	-bsf:v 'h264_mp4toannexb,filter_units=remove_types=6' -f h264 sample.h264
