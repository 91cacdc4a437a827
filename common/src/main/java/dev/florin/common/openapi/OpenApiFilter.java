package dev.florin.common.openapi;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Says in every service's document what holds for all of them: who may call, what an Idempotency-Key does, what an
 * error looks like and which there are, what each property means, and how a request's body can look.
 */
public final class OpenApiFilter implements OASFilter {
    private static final String PROBLEM = "Problem";
    private static final String BEARER = "SecurityScheme";
    private static final String ANY_JSON = "JsonNode";
    private static final String KEY = "Idempotency-Key";

    private static final String CONVENTIONS = """
            JSON in snake_case; times are RFC 3339 in UTC with milliseconds; money is an exact decimal in major units of the \
            currency beside it, which requests may send as a number or a string. Every call that moves money takes an \
            `Idempotency-Key`: the same key with the same body gets the same answer again, marked \
            `Idempotency-Replayed: true`. Errors are `application/problem+json` (RFC 9457) with a stable `code` and the `trace_id` to quote; a \
            429 says in `Retry-After` and `RateLimit-*` when there is room again, and any operation may answer it.""";

    private final Vocabulary vocabulary = Vocabulary.load("/openapi-vocabulary.properties");
    private final Vocabulary parameters = Vocabulary.load("/openapi-parameters.properties");

    @Override
    public Schema filterSchema(Schema schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties != null) {
            properties.forEach(this::explain);
        }
        return schema;
    }

    @Override
    public Parameter filterParameter(Parameter parameter) {
        parameters.of(String.valueOf(parameter.getName())).ifPresent(meaning -> {
            parameter.setDescription(meaning.description());
            parameter.setExample(meaning.example());
        });
        if (KEY.equals(parameter.getName())) {
            parameter.setRequired(true);
        }
        return parameter;
    }

    private void explain(String property, Schema schema) {
        boolean isList = schema.getType() != null && schema.getType().contains(Schema.SchemaType.ARRAY);
        Optional<Vocabulary.Meaning> ofList = isList ? vocabulary.of(property + "[]") : Optional.empty();
        ofList.or(() -> vocabulary.of(property)).ifPresent(meaning -> {
            if (schema.getRef() == null && schema.getDescription() == null) {
                schema.setDescription(meaning.description());
                if (meaning.example() != null) {
                    schema.setExamples(List.of(meaning.example()));
                }
            }
        });
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getInfo().setDescription(CONVENTIONS);
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents().addSchema(PROBLEM, problem());
        if (document.getComponents().getSchemas().containsKey(ANY_JSON)) {
            // Without this it would be described by the methods of the library's class.
            document.getComponents().addSchema(ANY_JSON, object("Any JSON object"));
        }
        document.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description("A token of an issuer that is believed here; its groups are its roles."));
        if (document.getPaths() != null) {
            document.getPaths().getPathItems().forEach(OpenApiFilter::complete);
            Examples.addTo(document);
        }
    }

    private static void complete(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> {
            operation.setTags(List.of(path.startsWith("/internal/") ? "between services" : path.split("/", -1)[2]));
            for (Map.Entry<String, APIResponse> response :
                    operation.getResponses().getAPIResponses().entrySet()) {
                boolean isSuccess = response.getKey().startsWith("2");
                if (isSuccess && response.getValue().getContent() != null) {
                    response.getValue().getContent().removeMediaType(Problem.MEDIA_TYPE);
                } else if (!isSuccess) {
                    response.getValue().setContent(problemContent());
                }
            }
            operation
                    .getResponses()
                    .addAPIResponse(
                            "default",
                            OASFactory.createAPIResponse()
                                    .description("Refused, or failed: code says why")
                                    .content(problemContent()));
        });
    }

    private static Content problemContent() {
        return OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM)));
    }

    private Schema problem() {
        Schema schema = object("Why a request was refused or failed (RFC 9457)");
        for (String name : List.of("type", "title", "detail", "instance", "trace_id")) {
            schema.addProperty(name, text());
        }
        schema.addProperty("status", number());
        schema.addProperty(
                "code",
                text().description(codes())
                        .enumeration(Arrays.stream(ProblemType.values())
                                .<Object>map(ProblemType::code)
                                .toList()));
        schema.addProperty(
                "errors",
                OASFactory.createSchema()
                        .type(List.of(Schema.SchemaType.ARRAY))
                        .items(object("A field that is wrong")
                                .addProperty("field", text())
                                .addProperty("message", text())));
        schema.addProperty(
                "rejected_lines",
                OASFactory.createSchema()
                        .type(List.of(Schema.SchemaType.ARRAY))
                        .items(object("Lines of a file, all of which are bad")
                                .addProperty("from", number())
                                .addProperty("to", number())));
        schema.setRequired(List.of("type", "title", "status", "code", "trace_id"));
        return filterSchema(schema);
    }

    private static String codes() {
        return Arrays.stream(ProblemType.values())
                .map(type -> "`" + type.code() + "` (" + type.status() + "): " + type.title())
                .collect(Collectors.joining("\n- ", "Why, for programs; with the status:\n\n- ", ""));
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT)).description(description);
    }

    private static Schema number() {
        return OASFactory.createSchema().type(List.of(Schema.SchemaType.INTEGER));
    }

    private static Schema text() {
        return OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING));
    }
}
