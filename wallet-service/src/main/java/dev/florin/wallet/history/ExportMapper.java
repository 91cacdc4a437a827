package dev.florin.wallet.history;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.logging.Logger;

/** Lets an export write itself, at the pace of its client; before the writer of JSON, which would take anything. */
@Provider
@Priority(Priorities.USER - 1000)
@Produces({MediaType.APPLICATION_JSON, "text/csv", "application/x-ofx"})
public class ExportMapper implements MessageBodyWriter<ExportMapper.ExportFile> {
    private static final Logger LOG = Logger.getLogger(ExportMapper.class);

    /** An export and the request that it answers. */
    public static final class ExportFile {
        private final ExportService.Export export;
        private final RoutingContext http;

        ExportFile(ExportService.Export export, RoutingContext http) {
            this.export = export;
            this.http = http;
        }

        void cut() {
            var _ = http.request().connection().close();
        }
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return ExportFile.class == type;
    }

    /** A file that broke off must not look like a whole one: what ends it then is the connection. */
    @Override
    public void writeTo(
            ExportFile file,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        try {
            file.export.writeTo(out);
            out.close();
        } catch (IOException e) {
            LOG.debugf("An export was left: %s", e.getMessage());
            file.cut();
        } catch (RuntimeException e) {
            if (file.http.response().headWritten()) {
                LOG.warnf("An export broke off: %s", e.getMessage());
                file.cut();
            } else {
                throw e;
            }
        }
    }
}
