package io.penstock.invoke;

import io.penstock.distributed.Table;
import io.penstock.distributed.TableContract;

class MemoryTableTest extends TableContract {
    @Override
    protected Table open() {
        return new MemoryTable();
    }
}
