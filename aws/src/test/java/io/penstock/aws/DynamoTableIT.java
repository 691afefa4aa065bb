package io.penstock.aws;

import io.penstock.distributed.Table;
import io.penstock.distributed.TableContract;

class DynamoTableIT extends TableContract {
    @Override
    protected Table open() {
        return new DynamoTable(OnLocalStack.clients().dynamoDb(), OnLocalStack.table(), OnLocalStack.retries());
    }
}
