package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRulesTest {
    private final EndpointRules rules = new EndpointRules(Set.of("localhost:8099"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://updates.push.example.org/wpush/v2/abc",
                "https://fcm.example.com:443/fcm/send/a:b?c=d",
                "http://localhost:8099/push"
            })
    void takesPushServices(String endpoint) {
        assertEquals(Optional.empty(), rules.fault(endpoint));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://push.example.org/a",
                "https://localhost/a",
                "https://127.0.0.1/a",
                "https://2130706433/a",
                "https://0x7f.1/a",
                "https://[::1]/a",
                "https://[::ffff:10.0.0.1]/a",
                "https://push.example.org:8443/a",
                "https://user:password@push.example.org/a",
                "https://push.example.org@127.0.0.1/a",
                "https://intranet/a",
                "ftp://push.example.org/a",
                "file:///etc/passwd",
                "http://localhost:8098/push",
                "/a",
                "not an address",
            })
    void refusesWhatLeadsElsewhere(String endpoint) {
        assertTrue(rules.fault(endpoint).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "2606:4700::1111, true",
        "0.0.0.0, false",
        "10.1.2.3, false",
        "100.64.0.1, false",
        "127.8.9.1, false",
        "169.254.169.254, false",
        "172.16.0.1, false",
        "172.32.0.1, true",
        "192.168.1.1, false",
        "198.18.0.1, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::ffff:10.0.0.1, false",
        "64:ff9b::a00:1, false",
        "2002:a00:1::, false",
        "fc00::1, false",
        "fe80::1, false",
        "ff02::1, false",
    })
    void onlyAddressesOfThePublicInternetAreCalled(String address, boolean isPublic) throws UnknownHostException {
        assertEquals(isPublic, EndpointRules.isPublic(InetAddress.getByName(address)));
    }
}
