#!/usr/bin/env bash
# LocalStack as plain processes of this machine, without Docker: its functions are JVMs, its DynamoDB is DynamoDB Local.
#
#   localstack.sh install           fetch what it needs into the cache, unless it is there; needs Python 3.13 and Maven
#   localstack.sh start             start it, and wait until it is ready
#   localstack.sh stop              end it, with all that it has started
#   localstack.sh run               start it, and end it when the standard input ends
#   localstack.sh tool COMMAND ...  sam, cfn-lint or python, as installed
#
#   PENSTOCK_CACHE           where things are kept for the next time ($XDG_CACHE_HOME/penstock)
#   PENSTOCK_PYTHON          which Python
#   PENSTOCK_LOCALSTACK_DIR  where one that runs has its logs and files (target/localstack of the repository)
#   PENSTOCK_LOCALSTACK_PORT on which port of 127.0.0.1 it listens (4566)
#   JAVA_HOME                the JDK 25 that runs the functions
set -euo pipefail

here=$(dirname "$(realpath "$0")")
cache=${PENSTOCK_CACHE:-${XDG_CACHE_HOME:-${HOME:-$here/target}/.cache}/penstock}
dir=${PENSTOCK_LOCALSTACK_DIR:-$here/../../target/localstack}
port=${PENSTOCK_LOCALSTACK_PORT:-4566}

fail() {
  echo "localstack.sh: $*" >&2
  exit 69
}

# LocalStack 4.14 says that it runs on older ones too; its code does not.
find_python() {
  local each
  for each in ${PENSTOCK_PYTHON:-python3.13 python3 "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.13*/bin/python3.13}; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
      "$each" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  fail "Python 3.13 is needed, with its venv module; set PENSTOCK_PYTHON to one"
}

find_jdk() {
  local each
  for each in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [[ -x $each/bin/javac ]] && grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$each/release" 2>/dev/null; then
      realpath "$each"
      return
    fi
  done
  fail "a JDK 25 is needed; set JAVA_HOME to one"
}

# What is installed is in a directory named by everything that says what it is: whoever changes how it is installed, below,
# changes this number.
layout=2

place() {
  python=$(find_python)
  jdk=$(find_jdk)
  local what
  what=$( (cat "$here"/*.lock "$here"/*/pom.xml "$here/plugin/entry_points.txt" && echo "$layout" && "$python" -VV && uname -m) | sha256sum)
  home=$cache/localstack-${what:0:12}
}

python_tools() {
  "$python" -m venv "$home/$1"
  "$home/$1/bin/python" -m pip install -q --disable-pip-version-check --no-compile --no-deps -r "$here/$1.lock"
}

# Lambda's runtime interface client, its JNI library taken out once, or else each JVM would unpack it.
runtime_interface_client() {
  mvn -q -B -f "$here/ric/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/ric"
  local machine
  machine=$(uname -m)
  "$python" - "$home/ric" "jni/libaws-lambda-jni.linux-${machine/aarch64/aarch_64}.so" <<'END'
import pathlib, sys, zipfile
directory = pathlib.Path(sys.argv[1])
jar = next(directory.glob("aws-lambda-java-runtime-interface-client-*.jar"))
(directory / "libaws-lambda-jni.so").write_bytes(zipfile.ZipFile(jar).read(sys.argv[2]))
END
}

# DynamoDB Local, laid out as if LocalStack had fetched it; a Java agent that does nothing stands in for LocalStack's.
dynamodb_local() {
  local to=$home/dynamodb-local/2 agent=$home/agent
  mvn -q -B -f "$here/dynamodb/pom.xml" dependency:copy-dependencies -DoutputDirectory="$to/DynamoDBLocal_lib"
  local native
  for native in "$to"/DynamoDBLocal_lib/libsqlite4java-linux-*.so; do
    # shellcheck disable=SC2001
    [[ -e $native ]] && cp "$native" "$(sed 's/-[0-9.]*\.so$/.so/' <<<"$native")"
  done
  {
    echo "Main-Class: software.amazon.dynamodb.services.local.main.ServerRunner"
    (cd "$to" && printf 'Class-Path:' && printf ' \n  %s' DynamoDBLocal_lib/*.jar && echo)
  } >"$home/manifest"
  "$jdk/bin/jar" cfm "$to/DynamoDBLocal.jar" "$home/manifest"
  mkdir -p "$agent"
  echo 'public class Agent { public static void premain(String args) {} }' >"$agent/Agent.java"
  "$jdk/bin/javac" --release 17 -d "$agent" "$agent/Agent.java"
  echo 'Premain-Class: Agent' >"$agent/manifest"
  "$jdk/bin/jar" cfm "$to/ddb-local-loader-0.1.jar" "$agent/manifest" -C "$agent" Agent.class
}

# The plugin stays where it is; the virtual environment is told of it as of an installed package.
plugin() {
  local site info
  site=$("$home/localstack/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  info=$site/penstock_localstack-1.dist-info
  mkdir -p "$info"
  printf 'Metadata-Version: 2.1\nName: penstock-localstack\nVersion: 1\n' >"$info/METADATA"
  cp "$here/plugin/entry_points.txt" "$info/"
}

install() {
  place
  [[ ! -e $home/complete ]] || return 0
  mkdir -p "$cache"
  exec 8>"$cache/lock"
  if command -v flock >/dev/null; then flock 8; fi
  [[ ! -e $home/complete ]] || return 0
  command -v mvn >/dev/null || fail "Maven is needed to install it"
  echo "Installing LocalStack and the AWS SAM CLI into $home …" >&2
  rm -rf "$home"
  mkdir -p "$home"
  python_tools localstack
  plugin
  python_tools sam
  runtime_interface_client
  dynamodb_local
  touch "$home/complete"
  exec 8>&-
}

launch() {
  install
  [[ ! -e $dir/pid ]] || ! kill -0 "$(cat "$dir/pid")" 2>/dev/null || fail "one is running in $dir already"
  rm -rf "$dir/root" "$dir/logs" "$dir/tmp"
  local lib=$dir/root/var/lib/localstack/lib
  mkdir -p "$dir/logs" "$dir/tmp" "$lib/java"
  dir=$(realpath "$dir")
  ln -s "$home/dynamodb-local" "$lib/dynamodb-local"
  ln -s "$jdk" "$lib/java/21"
  # Nothing of the caller's AWS configuration is for LocalStack, and TMPDIR is an old option of its own.
  unset TMPDIR AWS_ENDPOINT_URL AWS_PROFILE
  export PYTHONPATH=$here/plugin
  export FILESYSTEM_ROOT=$dir/root TEMP=$dir/tmp OVERRIDE_IN_DOCKER=0 DNS_ADDRESS=0 SKIP_SSL_CERT_DOWNLOAD=1 DISABLE_EVENTS=1
  export GATEWAY_LISTEN=127.0.0.1:$port LOCALSTACK_HOST=localhost:$port SQS_ENDPOINT_STRATEGY=path
  export CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES=0 CFN_IGNORE_UNSUPPORTED_TYPE_CREATE=$unsupported CFN_IGNORE_UNSUPPORTED_TYPE_UPDATE=$unsupported
  export PROVIDER_OVERRIDE_DYNAMODB=v2 PROVIDER_OVERRIDE_DYNAMODBSTREAMS=v2 DYNAMODB_IN_MEMORY=1
  export LAMBDA_RUNTIME_EXECUTOR=process PENSTOCK_JDK=$jdk PENSTOCK_RIC=$home/ric PENSTOCK_LOGS=$dir/logs
  export LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC=0.1 LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC=1
  export LAMBDA_RETRY_BASE_DELAY=1 LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT=120
  # In a process group of its own, to be ended as a whole.
  set -m
  "$home/localstack/bin/python" -m localstack.runtime.main >"$dir/localstack.log" 2>&1 </dev/null &
  pid=$!
  set +m
  echo "$pid" >"$dir/pid"
  "$home/localstack/bin/python" - "$port" "$pid" <<'END' || { tail -20 "$dir/localstack.log" >&2; fail "it did not start"; }
import os, sys, time, urllib.request
for _ in range(600):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/_localstack/health", timeout=5).close()
        sys.exit(0)
    except OSError:
        os.kill(int(sys.argv[2]), 0)
        time.sleep(0.2)
sys.exit(1)
END
}

# As it is asked to, it ends its functions and DynamoDB Local; what is left after that ends with its process group.
end() {
  local pid
  pid=$(cat "$dir/pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 -- "-$pid" 2>/dev/null || true
  rm -f "$dir/pid"
}

# Types of the template that the community's LocalStack does not have. It is told to leave out these, and fails at any other.
unsupported=AWS::ApiGatewayV2::Api,AWS::ApiGatewayV2::ApiMapping,AWS::ApiGatewayV2::DomainName,AWS::ApiGatewayV2::Integration,AWS::ApiGatewayV2::Route,AWS::ApiGatewayV2::Stage,AWS::CloudWatch::Dashboard,AWS::Logs::MetricFilter

case ${1:-} in
  install)
    install
    ;;
  start)
    launch
    echo "LocalStack is ready: http://127.0.0.1:$port, its files in $dir"
    ;;
  stop)
    end
    ;;
  run)
    trap end EXIT
    trap 'exit 143' TERM INT HUP
    launch
    echo ready
    while read -r _; do :; done
    ;;
  tool)
    install
    tool=${2:?which tool?}
    shift 2
    exec env SAM_CLI_TELEMETRY=0 "$home/sam/bin/$tool" "$@"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac
