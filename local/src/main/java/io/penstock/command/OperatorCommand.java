package io.penstock.command;

import io.penstock.command.client.ApiClient;

/// A command for the operator.
abstract class OperatorCommand extends ClientCommand {
    @Override
    final ApiClient open() {
        return connection().asOperator();
    }
}
