# Sourced by ./demo, ./test and ./bench: installs and builds what they need, and nothing twice.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
export BACKSTAY_CONFIGURATION=${BACKSTAY_CONFIGURATION:-release}

backstay_need() {
  command -v "$1" >/dev/null 2>&1 || { echo "error: $1 is not on the PATH. $2" >&2; exit 2; }
}

# npm packages, and the NuGet packages of the projects named (of all: some tests need large ones), each only when their lock
# files are newer than what is installed.
backstay_setup() {
  backstay_need dotnet "Install the .NET 10 SDK."
  backstay_need node "Install Node.js 20 or later."
  backstay_need npm "Install Node.js 20 or later, with npm."
  if [ ! -e node_modules ] || { [ ! -L node_modules ] && [ package-lock.json -nt node_modules/.package-lock.json ]; }; then
    echo "== npm packages"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
  mkdir -p artifacts
  local targets=("$@") target
  [ ${#targets[@]} -gt 0 ] || targets=(Backstay.slnx)
  for target in "${targets[@]}"; do
    if ! backstay_is_restored Backstay.slnx && ! backstay_is_restored "$target"; then
      echo "== NuGet packages${1:+ of $target}"
      dotnet restore "$target" --locked-mode --verbosity quiet
      touch "$(backstay_stamp "$target")"
    fi
  done
}

backstay_stamp() {
  echo "artifacts/restored.${1//\//.}"
}

# Whether a target's packages are as new as every project and lock file.
backstay_is_restored() {
  local stamp
  stamp=$(backstay_stamp "$1")
  [ -e "$stamp" ] && [ -z "$(find . \( -name packages.lock.json -o -name '*.csproj' \) -newer "$stamp" -not -path './node_modules/*' -print -quit)" ]
}

# The dashboard's island, then the solution (or the projects named).
backstay_build() {
  echo "== build"
  if [ -d web/src ]; then
    node web/build.mjs
  fi
  local targets=("$@")
  [ ${#targets[@]} -gt 0 ] || targets=(Backstay.slnx)
  for target in "${targets[@]}"; do
    # The SDK adds a summary of its own; only a build that fails has something to say.
    if ! dotnet build "$target" --no-restore --configuration "$BACKSTAY_CONFIGURATION" --verbosity quiet --nologo >artifacts/build.log 2>&1; then
      cat artifacts/build.log >&2
      return 1
    fi
  done
}
