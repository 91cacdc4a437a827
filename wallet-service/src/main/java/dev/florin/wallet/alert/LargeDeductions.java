package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How much may leave a wallet at once before it is worth an alert, for every asset of the catalogue. Usual amounts are
 * what 50 dollars (seed 004, 3.1) were worth in 2025, as the nearest 1, 2 or 5 with zeros: they need no rates, and do
 * not become wrong soon.
 */
final class LargeDeductions {
    /** Codes by amounts in major units. */
    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("0.0005", "BTC"),
            Map.entry("0.02", "ETH"),
            Map.entry("0.2", "SOL"),
            Map.entry("10", "DOT"),
            Map.entry("20", "BHD KWD OMR"),
            Map.entry("50", "CAD CHF EUR GBP JOD SGD USD USDC USDT"),
            Map.entry("100", "AUD BAM BGN GEL NZD"),
            Map.entry("200", "AED BRL ILS MYR PEN PLN QAR RON SAR TND"),
            Map.entry("500", "CNY DKK GHS HKD MAD NOK SEK"),
            Map.entry("1000", "CZK MDL MXN ZAR"),
            Map.entry("2000", "EGP PHP THB TRY TWD UAH UYU"),
            Map.entry("5000", "BDT INR KES RSD"),
            Map.entry("10000", "JPY PKR"),
            Map.entry("20000", "HUF KZT LKR XAF XOF"),
            Map.entry("50000", "ARS CLP KRW"),
            Map.entry("100000", "NGN TZS"),
            Map.entry("200000", "COP UGX"),
            Map.entry("500000", "PYG"),
            Map.entry("1000000", "IDR VND"));

    private final Map<Asset, Money> thresholds = new HashMap<>();

    /**
     * @param configured by code, in major units, in place of the usual amounts; 0 for never
     * @throws dev.florin.common.problem.FlorinException if there is no such asset, or an amount does not fit it
     */
    LargeDeductions(Map<String, BigDecimal> configured) {
        USUAL.forEach((amount, codes) -> {
            for (String code : codes.split(" ", -1)) {
                put(code, new BigDecimal(amount));
            }
        });
        configured.forEach(this::put);
    }

    private void put(String code, BigDecimal major) {
        Asset asset = Asset.of(code.toUpperCase(Locale.ROOT));
        thresholds.put(asset, Money.of(major, asset));
    }

    /** What an amount is more than; empty if it is not, or its asset is switched off. */
    Optional<Money> passedBy(Money amount) {
        return Optional.ofNullable(thresholds.get(amount.asset()))
                .filter(threshold -> !threshold.isZero() && amount.minor().compareTo(threshold.minor()) > 0);
    }
}
