import FoundationEssentials
import Testing
import WorkbookTestSupport

/// Groups on a host of several interfaces, in namespaces of its own.
@Suite struct InterfaceChoiceTests {
  @Test func `an interface is chosen to listen on, and to send by`() async throws {
    let outcome = try await Tool.run(
      URL(filePath: "/usr/bin/unshare"),
      [
        "--user", "--map-root-user", "--net", "sh", "-c", network,
        Tool.folder.appending(path: "two-networks").path,
      ],
      in: Checkout.root)
    #expect(outcome.errors == "")
    #expect(outcome.output == heard)
  }

  @Test func `an error that nobody catches is printed like any other`() async throws {
    // Where the networks weren't made.
    let outcome = try await Tool.run(
      Tool.folder.appending(path: "two-networks"), [], in: Checkout.root)
    #expect(
      outcome.errors.contains(
        "Error raised at top level: if_nametoindex(left): No such device (ENODEV)\n"))
  }

  /// Two networks of documentation addresses (RFC 5737), whose other ends are on this host as well.
  private let network = """
    set -e
    PATH=$PATH:/usr/sbin:/sbin
    settings=/proc/sys/net
    ip link set lo up
    echo 0 > $settings/ipv4/conf/all/rp_filter
    for side in left right; do
      ip link add name $side type veth peer name $side-far
      for end in $side $side-far; do
        # Its own address isn't suspicious as a sender, and needs no second of looking for a double.
        echo 1 > $settings/ipv4/conf/$end/accept_local
        echo 0 > $settings/ipv4/conf/$end/rp_filter
        echo 0 > $settings/ipv6/conf/$end/accept_dad
      done
    done
    ip address add 192.0.2.1/24 dev left
    ip address add 198.51.100.1/24 dev right
    for side in left right; do
      ip link set dev $side up
      ip link set dev $side-far up
    done
    ip route add 224.10.10.0/24 dev right
    # The kernel gets IPv6 going on its own time.
    for end in left left-far right right-far; do
      until ip -6 route show table local dev $end | grep -q ^multicast; do :; done
    done
    exec "$0"
    """

  /// A time to live of 0 keeps a datagram on the host only where somebody listens on `left`, too.
  private let heard = """
    joined on one interface
      on left, multicastAll false: ["left"]
      on right, multicastAll false: ["right"]
      on left, multicastAll true: ["left", "right"]
      on right, multicastAll true: ["left", "right"]
      on both: ["left", "right"]
      on both, then left the left: ["right"]
    joined on any interface
      ["right"]
      setsockopt(IP_ADD_MEMBERSHIP, 225.0.0.1): No such device (ENODEV)
    sent by any interface
      on left: []
      on right: ["by route"]
      sendto(225.0.0.1:1): Network is unreachable (ENETUNREACH)
    IPv6
      on left: ["scope left", "option left"]
      on right: ["scope right", "option right"]
    loopback and reach
      on left: ["true 1", "true 0"]
      on left-far: ["true 1", "false 1", "true 0"]
      on left, IPv6: ["true 1", "true 0"]
      on left-far, IPv6: ["true 1", "false 1", "true 0"]

    """
}
