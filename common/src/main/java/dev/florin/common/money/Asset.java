package dev.florin.common.money;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an amount is an amount of: an ISO 4217 currency or a crypto asset, with the number of decimals of its minor
 * unit.
 *
 * <p>The catalogue is fixed here and not taken from {@link java.util.Currency}: a JDK update may change the scale of a
 * currency, and would then silently move the decimal point of every stored balance.
 *
 * @param code upper-case, as clients write it in {@code currency}
 * @param scale decimals of the major unit, 0 to 18
 */
public record Asset(String code, int scale) {
    private static final Map<String, Asset> CATALOGUE = catalogue();

    public Asset {
        if (!code.matches("[A-Z][A-Z0-9]{1,9}")) {
            throw new IllegalArgumentException("not an asset code: " + code);
        }
        if (scale < 0 || scale > 18) {
            throw new IllegalArgumentException("scale out of range: " + scale);
        }
    }

    /**
     * Looks an asset up.
     *
     * @throws FlorinException {@link ProblemType#UNKNOWN_ASSET} for a code outside the catalogue
     */
    public static Asset of(String code) {
        Asset asset = CATALOGUE.get(code);
        if (asset == null) {
            throw new FlorinException(
                    ProblemType.UNKNOWN_ASSET, "There is no asset with the code '" + abbreviated(code) + "'.");
        }
        return asset;
    }

    /** Every code that {@link #of} accepts. */
    public static Set<String> codes() {
        return CATALOGUE.keySet();
    }

    @Override
    public String toString() {
        return code;
    }

    private static String abbreviated(String code) {
        return code.length() <= 16 ? code : code.substring(0, 16) + "…";
    }

    private static Map<String, Asset> catalogue() {
        Map<Integer, String> byScale = Map.of(
                0, "CLP JPY KRW PYG UGX VND XAF XOF",
                2,
                        "AED ARS AUD BAM BDT BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP GEL GHS HKD HUF IDR ILS INR KES"
                                + " KZT LKR MAD MDL MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD"
                                + " TZS UAH USD UYU ZAR",
                3, "BHD JOD KWD OMR TND",
                6, "USDC USDT",
                8, "BTC",
                9, "SOL",
                10, "DOT",
                18, "ETH");
        Map<String, Asset> catalogue = new HashMap<>();
        byScale.forEach((scale, codes) -> {
            for (String code : codes.split(" ", -1)) {
                catalogue.put(code, new Asset(code, scale));
            }
        });
        return Map.copyOf(catalogue);
    }
}
