#!/bin/bash
# Compares a whole series with what git makes of the same commits, and lets git take it in four ways:
#   scripts/series-oracle.sh TREE [OPTION of faultline series...]
# TREE is a git checkout; it is cloned and left alone. faultline must be built.
set -euo pipefail
tree=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_AUTHOR_NAME='Jörg "JJ" Author' GIT_AUTHOR_EMAIL=author@example.org
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_AUTHOR_DATE=2018-09-20T12:00:00+0530 LC_ALL=C.UTF-8

git clone -q --shared "$tree" "$work/clone"
cd "$work/clone"
printf '*.c diff=cpp\n*.h diff=cpp\n' > .git/info/attributes
base=$(git rev-parse HEAD)
start=$(date +%s.%N)
node "$here/bin/faultline.js" scan . > /dev/null || true
middle=$(date +%s.%N)
node "$here/bin/faultline.js" series . -o "$work/ours" --branch work --signoff --no-recipients -q "$@" > /dev/null || true
end=$(date +%s.%N)
echo "scan $(bc <<< "$middle - $start") s, series with its own scan $(bc <<< "$end - $middle") s"
test -z "$(git status --porcelain)" && echo "work tree and index untouched"

# What git calls by the same name is given to git as well.
also=()
for ((at = 1; at <= $#; at++)); do
	next=$((at + 1))
	case ${!at} in
		--rfc | -v[0-9]*) also+=("${!at}") ;;
		--subject-prefix | --in-reply-to) also+=("${!at}=${!next}") ;;
	esac
done
thread=
[[ " $* " != *' --thread '* ]] || thread=--thread=shallow
# When a mail was made is part of its id; a commit that was picked onto another one has an id of its own.
plain() {
	sed -E 's/\.[0-9]+\.git\./.TIME.git./; '"$($isOwn || echo '1s/[0-9a-f]{40}/0/; s/<[0-9a-f]{40}\./<ID./')" "$1"
}

# A series of many patches is several postings, each in a folder of its own; another lies in the folder itself.
folders=$(find "$work/ours" -mindepth 1 -maxdepth 1 -type d | sort)
[ -n "$folders" ] || folders=$work/ours
own() {
	ls "$1/"*.patch | grep -v 0000-cover-letter
}
# Lets git write the mails of one posting: from the commits it builds on, and then its own.
render() { # FOLDER FIRST LAST, commits counted from the base
	local folder=$1 first=$2 last=$3 cover prerequisites args
	cover=$(ls "$folder/"*0000-cover-letter.patch 2> /dev/null || true)
	prerequisites=$(grep -hc '^prerequisite-patch-id: ' "${cover:-$(own "$folder" | head -n 1)}" || true)
	git checkout -q -B posting "${commits[prerequisites]}"
	isOwn=true
	if [ "$prerequisites" -eq "$first" ]; then
		git reset -q --hard "${commits[last]}"
	else
		isOwn=false
		git cherry-pick "${commits[first]}..${commits[last]}" > /dev/null
	fi
	args=(--no-renames $thread "${also[@]}" "--signature=$signature" --base="$base")
	git config --unset branch.posting.description || true
	if [ -n "$cover" ]; then
		{
			grep -m1 -A3 '^Subject: ' "$cover" | sed -n '1s/^Subject: \[[^]]*\] //p; 2,${/^ /!q; s/^ //p}' | tr '\n' ' '
			printf '\n\n'
			sed '1,/^$/d' "$cover" | sed '/^Jörg "JJ" Author ([0-9]*):$/,$d'
		} > "$work/description"
		git config branch.posting.description "$(cat "$work/description")"
		args+=(--cover-letter --cover-from-description=subject)
	fi
	git -c core.abbrev=12 format-patch -q "${args[@]}" -o "$work/theirs${folder#"$work/ours"}" "posting~$((last - first))..posting"
}
mapfile -t commits < <(echo "$base" && git rev-list --reverse "$base..work")
patches=$(for folder in $folders; do own "$folder"; done)
count=$(echo "$patches" | wc -l)
signature=$(tail -n 2 "$(echo "$patches" | head -n 1)" | head -n 1)
same=0
all=0
past=0
for folder in $folders; do
	size=$(own "$folder" | wc -l)
	render "$folder" "$past" "$((past + size))"
	past=$((past + size))
	for file in "$folder/"*.patch; do
		all=$((all + 1))
		theirs=$work/theirs${file#"$work/ours"}
		if [[ $file = *0000-cover-letter.patch ]]; then
			# The date of a cover letter is when it was written, and git 2.39 leaves a name there that is not ASCII as it is.
			cmp -s <(plain "$file" | sed '/^\(Date\|From\): /d') <(plain "$theirs" | sed '/^\(Date\|From\): /d') && same=$((same + 1)) || diff "$file" "$theirs" || true
		else
			# What a patch without a cover letter says below the line is no part of a commit.
			plain "$file" | sed '/^---$/,/^ .* | /{/^---$/!{/^ .* | /!d}}' > "$work/plain"
			cmp "$work/plain" <(plain "$theirs") && same=$((same + 1)) || true
		fi
	done
done
echo "$same of $all mails are git's, in $(echo "$folders" | wc -l) postings"

expected=$(git rev-parse 'work^{tree}')
taken() {
	local got
	got=$(git rev-list --count "$1..HEAD")
	[ "$2" = any ] || [ "$(git rev-parse 'HEAD^{tree}')" = "$2" ] && echo "git am $3: $got of $count"
}
git checkout -q --detach "$base"
git am -q --keep-cr $patches && taken "$base" "$expected" 'from files'
git reset -q --hard "$base"
cat $patches > "$work/mbox"
git am -q --keep-cr "$work/mbox" && taken "$base" "$expected" 'from a mailbox'
git reset -q --hard "$base"
# The tree moves on: a line on top of each file that the series touches, and all else as it was.
git diff -z --name-only "$base" work | while IFS= read -r -d '' file; do
	sed -i '1i /* moved on */' "./$file"
done
git commit -qam 'Move on'
moved=$(git rev-parse HEAD)
git am -q -3 --keep-cr $patches && taken "$moved" any '-3 on a tree that moved on'
