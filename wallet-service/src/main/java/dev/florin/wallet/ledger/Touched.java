package dev.florin.wallet.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Everything that a batch needs to see; also what would stand in the way of an id. */
record Touched(Set<UUID> accounts, List<UUID> transfers, List<UUID> holds) {
    static Touched by(List<Command> batch) {
        Touched touched = new Touched(new HashSet<>(), new ArrayList<>(), new ArrayList<>());
        batch.forEach(command -> command.operations().forEach(touched::add));
        return touched;
    }

    private void add(Operation operation) {
        switch (operation) {
            case Operation.Post post -> {
                add(post.order());
                holds.add(post.order().id());
            }
            case Operation.Reserve reserve -> {
                accounts.add(reserve.order().account());
                holds.add(reserve.order().id());
                transfers.add(reserve.order().id());
            }
            case Operation.Capture capture -> {
                add(capture.order());
                holds.add(capture.hold());
            }
            case Operation.Release release -> {
                accounts.add(release.account());
                holds.add(release.hold());
            }
        }
    }

    private void add(Transfer.Order order) {
        accounts.add(order.debit());
        accounts.add(order.credit());
        transfers.add(order.id());
        if (order.givesBack() != null) {
            transfers.add(order.givesBack());
        }
    }
}
