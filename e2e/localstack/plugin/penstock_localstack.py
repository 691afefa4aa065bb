"""What LocalStack lacks to run Penstock without Docker and without a network. LocalStack finds it by its entry points.

ProcessExecutor   runs Java functions as plain processes (LAMBDA_RUNTIME_EXECUTOR=process). Each execution environment is
                  a JVM running AWS's own runtime interface client, served by a small Lambda Runtime API on a free port of
                  127.0.0.1. As in Lambda, that client is the JVM's class path, and loads the function (the zip's root,
                  then lib/*.jar) by itself.
LocalCatalog      says which CloudFormation types there are, which LocalStack would ask the network.
record_calls      appends each AWS call that a function makes to calls.jsonl, with the capacity that DynamoDB says it took.

PENSTOCK_JDK      the JDK that runs the functions
PENSTOCK_RIC      directory of the runtime interface client's jars, its JNI library beside them
PENSTOCK_LOGS     directory of what this writes: <function>/<environment>.log, .pid; calls.jsonl
"""

import json
import os
import queue
import subprocess
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from localstack import config
from localstack.runtime import hooks
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from localstack.utils.catalog.catalog import CatalogPlugin
from localstack.utils.catalog.common import (
    CloudFormationResourcesSupportAtRuntime,
    CloudFormationResourcesSupportInLatest,
)

HOST = "127.0.0.1"
MAX_RESPONSE = 6 * 1024 * 1024 + 100
RIC_MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
RIC_JNI = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"

# Which function has which access key: each execution environment has one of its own.
function_of_key: dict[str, str] = {}


def logs() -> Path:
    return Path(os.environ["PENSTOCK_LOGS"])


def error(kind: str, request_id: str, text: str) -> bytes:
    prefix = f"RequestId: {request_id} Error: " if request_id else ""
    return json.dumps({"errorType": kind, "errorMessage": prefix + text}).encode()


class RuntimeApi(BaseHTTPRequestHandler):
    """The Lambda Runtime API of one JVM, self.server.jvm."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write per reply: no stall for a delayed acknowledgement
    disable_nagle_algorithm = True

    def do_GET(self):
        if not self.path.endswith("/runtime/invocation/next"):
            return self._reply(404)
        jvm = self.server.jvm
        jvm.settle(jvm.ready, True)
        work = jvm.work.get()
        if work is None:  # the JVM is being stopped
            self.close_connection = True
            return None
        headers, payload = work
        return self._reply(200, payload, headers)

    def do_POST(self):
        jvm = self.server.jvm
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = self.path.split("/")  # /2018-06-01/runtime/invocation/<id>/{response,error}, or …/runtime/init/error
        if parts[-2:] == ["init", "error"]:
            jvm.settle(jvm.ready, StatusErrorException("Function failed to initialise", payload=body))
        elif parts[-2] == jvm.request_id:
            if len(body) > MAX_RESPONSE:
                text = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE} bytes)."
                jvm.settle(jvm.result, (True, error("Function.ResponseSizeTooLarge", "", text)))
            else:
                jvm.settle(jvm.result, (parts[-1] == "error", body))
        else:
            return self._reply(400)
        return self._reply(202, b'{"status":"OK"}')

    def _reply(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Jvm:
    """One process of a function, and its Runtime API. It dies once; the executor then makes another."""

    def __init__(self, command: list[str], env: dict[str, str], cwd: Path, log: Path):
        self.work, self.ready, self.result = queue.Queue(), Future(), Future()
        self.request_id = None
        self.log = log
        self.server = ThreadingHTTPServer((HOST, 0), RuntimeApi)
        self.server.daemon_threads = True
        self.server.jvm = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        env = {**env, "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self.server.server_port}"}
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        log.with_suffix(".pid").write_text(str(self.process.pid))
        threading.Thread(target=self._watch, daemon=True).start()

    @staticmethod
    def settle(future: Future, value):
        try:
            future.set_exception(value) if isinstance(value, Exception) else future.set_result(value)
        except Exception:
            pass  # settled before: a late or repeated report

    def _watch(self):
        code = self.process.wait()
        self.log.with_suffix(".pid").unlink(missing_ok=True)
        text = f"Runtime exited with error: {f'signal {-code}' if code < 0 else f'exit status {code}'}"
        body = error("Runtime.ExitError", self.request_id or "", text)
        self.settle(self.ready, StatusErrorException(text, payload=body))
        self.settle(self.result, (True, body))
        self.work.put(None)
        self.server.shutdown()
        self.server.server_close()

    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self):
        if self.alive():
            self.process.kill()
            self.process.wait()

    def invoke(self, request_id: str, arn: str, trace: str, payload: str, timeout: int) -> tuple[bool, bytes]:
        self.request_id, self.result = request_id, Future()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": request_id,
            "Lambda-Runtime-Invoked-Function-Arn": arn,
            "Lambda-Runtime-Trace-Id": trace,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + timeout) * 1000)),
        }
        self.work.put((headers, payload.encode()))
        if not self.alive():  # it died between two invocations
            self.settle(self.result, (True, error("Runtime.ExitError", request_id, "Runtime exited")))
        try:
            return self.result.result(timeout)
        except FutureTimeout:
            self.kill()  # as Lambda does: the next invocation starts afresh
            return True, error("Sandbox.Timedout", request_id, f"Task timed out after {timeout:.2f} seconds")


class ProcessExecutor(RuntimeExecutor):
    jvm: Jvm | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        self.env_vars = env_vars
        function_of_key[env_vars["AWS_ACCESS_KEY_ID"]] = self.function_version.id.function_name
        self._start_jvm()

    def _start_jvm(self) -> None:
        function = self.function_version
        code = function.config.code.get_unzipped_code_location()
        home, ric = Path(os.environ["PENSTOCK_JDK"]), Path(os.environ["PENSTOCK_RIC"])
        directory = logs() / function.id.function_name
        directory.mkdir(parents=True, exist_ok=True)
        env = {key: str(value) for key, value in self.env_vars.items()}
        env |= {"LAMBDA_TASK_ROOT": str(code), "PATH": f"{home}/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8"}
        env["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{function.config.runtime}"
        command = [
            f"{home}/bin/java",
            f"-Xmx{int(function.config.memory_size * 0.8)}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            f"-D{RIC_JNI}={ric}/libaws-lambda-jni.so",
            "-cp",
            f"{ric}/*",
            RIC_MAIN,
            env["_HANDLER"],
        ]
        self.jvm = Jvm(command, env, code, directory / f"{self.id}.log")
        self.jvm.ready.result()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request_id, function = payload["invoke-id"], self.function_version.config
        log = self.jvm.log
        offset = log.stat().st_size
        self._note("platform.start", requestId=request_id, version=self.function_version.id.qualifier)
        began = time.perf_counter()
        try:
            if not self.jvm.alive():
                self._start_jvm()
            is_error, body = self.jvm.invoke(
                request_id, payload["invoked-function-arn"], payload["trace-id"], payload["payload"], function.timeout
            )
        except StatusErrorException as e:  # it did not start again
            is_error, body = True, e.payload
        took = round((time.perf_counter() - began) * 1000, 2)
        status = "success" if not is_error else "timeout" if b"Sandbox.Timedout" in body else "error"
        self._note("platform.report", requestId=request_id, status=status, metrics={"durationMs": took})
        with open(log, "rb") as file:
            file.seek(offset)
            written = file.read().decode(errors="replace")
        return InvocationResult(request_id, body, is_error=is_error, logs=written)

    def _note(self, kind: str, **record) -> None:
        """As Lambda's own lines are with LoggingConfig.LogFormat JSON."""
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with open(self.jvm.log, "a") as file:
            file.write(json.dumps({"time": now, "type": kind, "record": record}) + "\n")

    def stop(self) -> None:
        if self.jvm:
            self.jvm.kill()

    def get_logs(self) -> str:
        return self.jvm.log.read_text(errors="replace") if self.jvm else ""

    def get_address(self) -> str:
        return HOST

    def get_endpoint_from_executor(self) -> str:
        return HOST

    def get_runtime_endpoint(self) -> str:
        return f"http://{HOST}:{config.GATEWAY_LISTEN[0].port}"

    @classmethod
    def prepare_version(cls, function_version) -> None:
        runtime = function_version.config.runtime or "container image"
        if not runtime.startswith("java"):
            raise ValueError(f"functions run as processes if they are in Java, not {runtime}")
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version) -> None:
        pass


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        return ProcessExecutor


class LocalCatalog(CatalogPlugin):
    """With CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES=0 LocalStack's own calls every type unsupported if the network does not
    answer. LocalStack prefers a plugin of this name to its own."""

    name = "aws-catalog-remote-state-with-license"

    def get_aws_service_status(self, service_name, operation_name=None):
        return None

    def get_cloudformation_resource_status(self, resource_name, service_name, is_pro_resource=False):
        if resource_name in self._get_cfn_resources_available_at_runtime():
            return CloudFormationResourcesSupportAtRuntime.AVAILABLE
        return CloudFormationResourcesSupportInLatest.NOT_SUPPORTED


# Parameters of a call that say on what it acts. The others may hold what is secret.
TARGETS = (
    "Bucket", "EventBusName", "FunctionName", "KeyId", "Name", "QueueUrl", "RoleArn", "SecretId", "TableName", "TopicArn",
    "IndexName",
)  # fmt: skip


def target(request: dict) -> dict:
    found = {name: request[name] for name in TARGETS if name in request}
    if "Bucket" in request and "Key" in request:
        found["Key"] = request["Key"]
    if "RequestItems" in request:
        found["TableName"] = sorted(request["RequestItems"])
    if isinstance(request.get("Entries"), list):
        buses = {entry["EventBusName"] for entry in request["Entries"] if "EventBusName" in entry}
        if buses:
            found["EventBusName"] = sorted(buses)
    return found


def note_function(chain, context, response):
    """Before a service has the request: that of DynamoDB puts credentials of its own into it."""
    from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header

    key = extract_access_key_id_from_auth_header(context.request.headers)
    context.penstock_function = function_of_key.get(key or "")


class CallRecorder:
    """Which AWS calls the functions make: what stands in for IAM, which this LocalStack does not have."""

    def __init__(self):
        self.lock = threading.Lock()

    def __call__(self, chain, context, response):
        if context.operation is None:
            return
        function = context.get("penstock_function")
        if function is None:
            return
        call = {
            "function": function,
            "service": context.service.service_name,
            "operation": context.operation.name,
            "status": response.status_code,
            "on": target(context.service_request or {}),
        }
        if consumed := (context.service_response or {}).get("ConsumedCapacity"):
            tables = consumed if isinstance(consumed, list) else [consumed]
            call["units"] = sum(table["CapacityUnits"] for table in tables)
        with self.lock, open(logs() / "calls.jsonl", "a") as file:
            file.write(json.dumps(call) + "\n")


@hooks.on_infra_start()
def record_calls():
    from localstack.aws import handlers

    handlers.serve_custom_service_request_handlers.append(note_function)
    handlers.run_custom_response_handlers.append(CallRecorder())
    ask_for_consumed_capacity()


# Of DynamoDB, those that say which capacity they took if they are asked.
METERED = ("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem")


def ask_for_consumed_capacity():
    from localstack.aws.forwarder import AwsRequestProxy

    forward = AwsRequestProxy.forward

    def asking(self, context, service_request=None):
        if context.operation.name in METERED and context.get("penstock_function"):
            request = service_request or context.service_request
            service_request = {**request, "ReturnConsumedCapacity": "TOTAL"}
        return forward(self, context, service_request)

    AwsRequestProxy.forward = asking


@hooks.on_infra_start()
def transform_before_resolving():
    """LocalStack looks into all resources for transforms of their own before it applies SAM's, and stumbles over each
    reference to what SAM is about to make, such as the alias of a function. There are none of their own here."""
    from localstack.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform

    ChangeSetModelTransform._execute_local_transforms = lambda self: None
