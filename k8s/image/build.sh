#!/bin/bash
# build.sh [--base IMAGE] [--tag NAME] [--archive FILE]
#
# Builds the image of the committed source (HEAD) with buildah, without a daemon.
#   --base     a Debian 12 image to start from; without it one is made by mmdebstrap from the mirror apt is set up with,
#              so no registry is needed
#   --tag      default localhost/shanhai:<short commit>
#   --archive  also write an OCI archive, for `skopeo copy` or `ctr images import`
# Prints the tag and its local digest last; a registry may compress anew, so deploy by the digest that the push reports.
# Times in the image are the commit's, and nothing but the mirror apt is set up with is fetched.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=bookworm
base='' tag='' archive=''

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage
    case $1 in
        --base) base=$2 ;;
        --tag) tag=$2 ;;
        --archive) archive=$2 ;;
        *) usage ;;
    esac
    shift 2
done

for program in buildah git; do
    command -v "$program" >/dev/null || { echo "build.sh: $program is missing: apt-get install $program" >&2; exit 1; }
done
[ -z "$(git status --porcelain --untracked-files=no)" ] || echo "build.sh: uncommitted changes are not in the image" >&2

commit=$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
tag=${tag:-localhost/shanhai:${commit:0:12}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# mirror AREA: the address apt uses for that part of the archive
mirror() {
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk -v want="$1" '$2 == want && !seen++ { print $1 }'
}

# A minimal Debian of today's package versions; made once a day at most.
make_base() {
    local name archive_mirror security_mirror
    name=localhost/shanhai-base:$release-$(date -u +%Y%m%d)
    base=$name
    if buildah inspect --type image "$name" >/dev/null 2>&1; then return; fi
    command -v mmdebstrap >/dev/null || { echo "build.sh: mmdebstrap is missing; or name a Debian image with --base" >&2; exit 1; }
    archive_mirror=$(mirror $release)
    security_mirror=$(mirror $release-security)
    [ -n "$archive_mirror" ] && [ -n "$security_mirror" ] || { echo "build.sh: apt knows no $release archive; use --base" >&2; exit 1; }
    mmdebstrap --quiet --variant=minbase --include=ca-certificates $release "$work/base.tar" \
        "deb $archive_mirror $release main" "deb $archive_mirror $release-updates main" \
        "deb $security_mirror $release-security main"
    local container
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$work/base.tar" / >/dev/null
    buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env LANG=C.UTF-8 --cmd /bin/bash "$container"
    buildah commit --quiet --rm --timestamp "$SOURCE_DATE_EPOCH" "$container" "$name" >/dev/null
}

[ -n "$base" ] || make_base
mkdir "$work/source"
git archive HEAD | tar -x -C "$work/source"
buildah build --isolation chroot --layers --timestamp "$SOURCE_DATE_EPOCH" --build-arg BASE="$base" \
    --label org.opencontainers.image.title=shanhai --label org.opencontainers.image.revision="$commit" \
    --label org.opencontainers.image.licenses=Apache-2.0 \
    --file "$work/source/k8s/image/Containerfile" --tag "$tag" "$work/source"
if [ -n "$archive" ]; then buildah push --quiet "$tag" "oci-archive:$archive:$tag"; fi
echo "$tag $(buildah inspect --type image --format '{{.FromImageDigest}}' "$tag")"
