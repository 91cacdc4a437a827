package dev.florin.wallet.ledger;

import dev.florin.common.problem.ProblemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the ledger should do, in the plainest words: numbers for ids and accounts, cents for money, no database. Account
 * 0 is the outside world, 1 to 4 are wallets, 5 is in another currency, 6 is frozen, 7 does not exist.
 */
final class ModelLedger {
    static final int WORLD = 0;
    static final int EUROS = 5;
    static final int FROZEN = 6;
    static final int NOBODY = 7;

    private Map<Integer, Long> posted = new HashMap<>();
    private Map<Integer, Long> held = new HashMap<>();
    private Map<Integer, Known> known = new HashMap<>();
    private Map<Integer, ModelHold> holds = new HashMap<>();
    private int hour;

    /** What a transfer's id stands for, and what it was answered. */
    private record Known(String order, String answer) {}

    private record ModelHold(
            String order, String answer, int account, long amount, long captured, int expires, String state) {
        ModelHold in(String next, long sum) {
            return new ModelHold(order, answer, account, amount, sum, expires, next);
        }
    }

    sealed interface Op {}

    record Post(int id, int debit, int credit, long amount) implements Op {}

    /** @param expires after so many hours; 0 means never */
    record Reserve(int id, int account, long amount, int expires) implements Op {}

    record Capture(int id, int hold, int credit, long amount) implements Op {}

    record Release(int hold, boolean expired) implements Op {}

    ModelLedger() {
        IntStream.range(0, NOBODY).forEach(account -> {
            posted.put(account, 0L);
            held.put(account, 0L);
        });
    }

    void advance() {
        hour++;
    }

    long posted(int account) {
        return posted.getOrDefault(account, 0L);
    }

    long held(int account) {
        return held.getOrDefault(account, 0L);
    }

    /** The account of a hold; where there is none, any. */
    int accountOf(int hold) {
        ModelHold there = holds.get(hold);
        return there == null || there.state.equals("refused") ? 1 : there.account;
    }

    /** {@code posted}, {@code again}, {@code reserved}, {@code released}, or the code of the refusal. */
    List<String> apply(List<Op> ops) {
        ModelLedger before = copy();
        List<String> answers = new ArrayList<>();
        for (Op op : ops) {
            String answer = apply(op);
            answers.add(answer);
            if (ops.size() > 1 && answer.contains("-")) {
                boolean final_ = !isRefusedAlready(before, op) && !answer.equals("id-reused");
                restore(before);
                if (final_) {
                    remember(op, answer);
                }
                int culprit = answers.size() - 1;
                return IntStream.range(0, ops.size())
                        .mapToObj(i -> i == culprit ? answer : ProblemType.BATCH_REFUSED.code())
                        .toList();
            }
        }
        return answers;
    }

    private static boolean isRefusedAlready(ModelLedger before, Op op) {
        return switch (op) {
            case Post post -> before.known.containsKey(post.id);
            case Capture capture -> before.known.containsKey(capture.id);
            case Reserve reserve -> before.holds.containsKey(reserve.id);
            case Release _ -> true;
        };
    }

    private String apply(Op op) {
        return switch (op) {
            case Post post -> known.containsKey(post.id) ? again(post.id, order(post)) : decide(post);
            case Capture capture -> known.containsKey(capture.id) ? again(capture.id, order(capture)) : decide(capture);
            case Reserve reserve -> reserve(reserve);
            case Release release -> release(release);
        };
    }

    private String decide(Op op) {
        String answer = switch (op) {
            case Post post -> {
                String problem = problem(post.debit, post.credit);
                boolean covered = post.debit == WORLD || available(post.debit) >= post.amount;
                yield !problem.isEmpty() ? problem : covered ? "posted" : "insufficient-funds";
            }
            case Capture capture -> capture(capture);
            case Reserve _, Release _ -> throw new IllegalArgumentException();
        };
        if (answer.equals("posted")) {
            switch (op) {
                case Post post -> move(post.debit, post.credit, post.amount);
                case Capture capture -> {
                    ModelHold hold = hold(capture.hold);
                    long sum = hold.captured + capture.amount;
                    holds.put(capture.hold, hold.in(sum == hold.amount ? "captured" : "active", sum));
                    held.merge(hold.account, -capture.amount, Long::sum);
                    move(hold.account, capture.credit, capture.amount);
                }
                case Reserve _, Release _ -> {}
            }
        }
        if (!answer.equals("hold-not-found")) {
            remember(op, answer);
        }
        return answer;
    }

    private String capture(Capture capture) {
        ModelHold hold = holds.get(capture.hold);
        if (hold == null || hold.state.equals("refused")) {
            return "hold-not-found";
        }
        String problem = problem(hold.account, capture.credit);
        if (!problem.isEmpty()) {
            return problem;
        }
        if (!hold.state.equals("active")) {
            return "hold-not-active";
        }
        if (isDue(hold)) {
            return "hold-expired";
        }
        return hold.amount - hold.captured < capture.amount ? "hold-exceeded" : "posted";
    }

    private String reserve(Reserve op) {
        ModelHold there = holds.get(op.id);
        if (there != null) {
            return !there.order.equals(order(op)) ? "id-reused" : there.answer;
        }
        String answer = op.account == NOBODY || op.account == WORLD
                ? "account-not-found"
                : op.account == EUROS
                        ? "asset-mismatch"
                        : op.account == FROZEN
                                ? "wallet-frozen"
                                : available(op.account) < op.amount ? "insufficient-funds" : "reserved";
        remember(op, answer);
        if (answer.equals("reserved")) {
            held.merge(op.account, op.amount, Long::sum);
        }
        return answer;
    }

    private String release(Release release) {
        ModelHold hold = holds.get(release.hold);
        if (hold == null || hold.state.equals("refused")) {
            return "hold-not-found";
        }
        if (hold.state.equals("voided") || hold.state.equals("expired")) {
            return "released";
        }
        if (hold.state.equals("captured") || (release.expired && !isDue(hold))) {
            return "hold-not-active";
        }
        holds.put(release.hold, hold.in(release.expired ? "expired" : "voided", hold.captured));
        held.merge(hold.account, hold.captured - hold.amount, Long::sum);
        return "released";
    }

    /** A refusal is as final for its id as a success. */
    private void remember(Op op, String answer) {
        switch (op) {
            case Post post -> known.put(post.id, new Known(order(post), answer.equals("posted") ? "again" : answer));
            case Capture capture -> {
                if (!answer.equals("hold-not-found")) {
                    known.put(capture.id, new Known(order(capture), answer.equals("posted") ? "again" : answer));
                }
            }
            case Reserve op2 ->
                holds.put(
                        op2.id,
                        new ModelHold(
                                order(op2),
                                answer,
                                op2.account,
                                op2.amount,
                                0,
                                op2.expires == 0 ? 0 : op2.expires,
                                answer.equals("reserved") ? "active" : "refused"));
            case Release _ -> {}
        }
    }

    private String again(int id, String order) {
        Known there = known.get(id);
        return there != null && there.order.equals(order) ? there.answer : "id-reused";
    }

    private String order(Op op) {
        return op instanceof Capture capture ? capture + " from " + accountOf(capture.hold) : op.toString();
    }

    private static String problem(int debit, int credit) {
        if (debit == NOBODY || credit == NOBODY) {
            return "account-not-found";
        }
        if (debit == EUROS || credit == EUROS) {
            return "asset-mismatch";
        }
        return debit == FROZEN ? "wallet-frozen" : credit == FROZEN ? "recipient-frozen" : "";
    }

    private boolean isDue(ModelHold hold) {
        return hold.expires != 0 && hour >= hold.expires;
    }

    private ModelHold hold(int id) {
        ModelHold hold = holds.get(id);
        if (hold == null) {
            throw new IllegalStateException("no hold " + id);
        }
        return hold;
    }

    private long available(int account) {
        return posted(account) - held(account);
    }

    private void move(int debit, int credit, long amount) {
        posted.merge(debit, -amount, Long::sum);
        posted.merge(credit, amount, Long::sum);
    }

    private ModelLedger copy() {
        ModelLedger copy = new ModelLedger();
        copy.restore(this);
        return copy;
    }

    private void restore(ModelLedger other) {
        posted = new HashMap<>(other.posted);
        held = new HashMap<>(other.held);
        known = new HashMap<>(other.known);
        holds = new HashMap<>(other.holds);
        hour = other.hour;
    }
}
