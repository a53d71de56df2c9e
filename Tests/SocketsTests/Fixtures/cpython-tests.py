#!/usr/bin/env python3
"""Lists the tests of CPython's test_socket.py that CPythonTests.md answers for, in cpython-tests.txt.

Takes the path of Lib/test/test_socket.py of CPython 3.11.
"""

import ast
import os
import sys

CLASSES = """
GeneralModuleTests BasicTCPTest BasicUDPTest InterruptedRecvTimeoutTest InterruptedSendTimeoutTest
TCPCloserTest BasicSocketPairTest NonBlockingTCPTests NetworkConnectionNoServer
NetworkConnectionAttributesTest NetworkConnectionBehaviourTest TCPTimeoutTest UDPTimeoutTest TestExceptions
TestLinuxAbstractNamespace TestUnixDomain BufferIOTest ContextManagersTest InheritanceTest
NonblockConstantTest CreateServerTest CreateServerFunctionalTest
""".split()

tree = ast.parse(open(sys.argv[1]).read())
lines = []
for node in tree.body:
    if isinstance(node, ast.ClassDef) and node.name in CLASSES:
        for item in node.body:
            names = []
            if isinstance(item, ast.FunctionDef):
                names = [item.name]
            elif isinstance(item, ast.Assign):
                names = [target.id for target in item.targets if isinstance(target, ast.Name)]
            lines += [f"{node.name}.{name}" for name in names if name.startswith("test")]
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "cpython-tests.txt"), "w") as file:
    file.write("\n".join(lines) + "\n")
