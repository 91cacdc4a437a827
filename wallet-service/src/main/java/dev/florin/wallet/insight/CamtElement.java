package dev.florin.wallet.insight;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an entry of camt.053 whose texts are of interest, as a tree: walking it along with the document costs
 * no string per element, and what is not in it is passed by.
 */
final class CamtElement {
    /** An entry; its own path is empty. */
    static final CamtElement ENTRY = tree(List.of(
            "AcctSvcrRef",
            "NtryRef",
            "Amt",
            "CdtDbtInd",
            "Sts",
            "Sts/Cd",
            "BookgDt/DtTm",
            "BookgDt/Dt",
            "ValDt/DtTm",
            "ValDt/Dt",
            "AddtlNtryInf",
            "NtryDtls/TxDtls/Refs/AcctSvcrRef",
            "NtryDtls/TxDtls/AddtlTxInf",
            "NtryDtls/TxDtls/RmtInf/Ustrd",
            "NtryDtls/TxDtls/RltdPties/Cdtr/Nm",
            "NtryDtls/TxDtls/RltdPties/Cdtr/Pty/Nm",
            "NtryDtls/TxDtls/RltdPties/Dbtr/Nm",
            "NtryDtls/TxDtls/RltdPties/Dbtr/Pty/Nm"));

    private final String path;
    private final @Nullable CamtElement parent;
    private final Map<String, CamtElement> children = new HashMap<>();

    private CamtElement(String path, @Nullable CamtElement parent) {
        this.path = path;
        this.parent = parent;
    }

    private static CamtElement tree(List<String> paths) {
        CamtElement root = new CamtElement("", null);
        for (String path : paths) {
            CamtElement at = root;
            for (String name : path.split("/", -1)) {
                CamtElement above = at;
                at = above.children.computeIfAbsent(
                        name, child -> new CamtElement(above.path.isEmpty() ? child : above.path + "/" + child, above));
            }
        }
        return root;
    }

    /** Names from the entry down to it, with a stroke between them. */
    String path() {
        return path;
    }

    /** Null if nothing of it is of interest. */
    @Nullable
    CamtElement child(String name) {
        return children.get(name);
    }

    CamtElement parent() {
        return Objects.requireNonNull(parent);
    }
}
