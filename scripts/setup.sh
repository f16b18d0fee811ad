# Sourced by ./demo, ./test and ./bench: installs and builds what they need, and nothing twice.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
export BACKSTAY_CONFIGURATION=${BACKSTAY_CONFIGURATION:-release}

backstay_need() {
  command -v "$1" >/dev/null 2>&1 || { echo "error: $1 is not on the PATH. $2" >&2; exit 2; }
}

# npm packages and NuGet packages, each only when their lock files are newer than what is installed.
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
  local stamp=artifacts/restored
  if [ ! -e "$stamp" ] || [ -n "$(find . -name packages.lock.json -newer "$stamp" -not -path './node_modules/*' -print -quit)" ] \
    || [ -n "$(find . -name '*.csproj' -newer "$stamp" -not -path './node_modules/*' -print -quit)" ]; then
    echo "== NuGet packages"
    dotnet restore Backstay.slnx --locked-mode --verbosity quiet
    touch "$stamp"
  fi
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
