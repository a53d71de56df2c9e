globalThis.workbookSearch = [
["01-test.html","Test",[
["test","Test","Some words, code, a link and <b> <Key> & signs.\n<script>alert(\"a stranger's\")</script>\nA link, an image."],
["a-heading","A heading","Correction The original says otherwise.\nJust quoted.\none\ntwo\na\nmore\na b\n1 2","print(\"<one>\")\nprint(\"two\")\nprint(\"hidden\")\nprint(\"three\")\n<plain>","echo-server \\\n--loud\n<one> … ms\nend\nbye\necho-client\nb\na"],
]],
];
