import FoundationEssentials
import Testing
import WorkbookTestSupport

@testable import WorkbookBuild

/// What a program sees that loads the library, and that it sees nothing else without being told to.
@Suite struct OtherMachineLibraryTests {
  /// Prints what the stack holds that nothing has set, the number of processors, the year, whether a deadline of the
  /// clock that tells the date is kept, and the numbers of a pipe and of a file.
  private static let probe = """
    #define _GNU_SOURCE
    #include <errno.h>
    #include <pthread.h>
    #include <sched.h>
    #include <stdio.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <time.h>
    #include <unistd.h>

    __attribute__((noinline)) static int unset(void) {
        unsigned char deep[200000];
        __asm__ volatile("" : : "r"(deep) : "memory");
        return deep[1000];
    }

    int main(void) {
        printf("stack %x\\n", unset());
        cpu_set_t set;
        sched_getaffinity(0, sizeof set, &set);
        printf("processors %d %ld\\n", CPU_COUNT(&set), sysconf(_SC_NPROCESSORS_ONLN));
        struct timespec now, wait;
        clock_gettime(CLOCK_REALTIME, &now);
        printf("year %d\\n", gmtime(&now.tv_sec)->tm_year + 1900);
        wait = now;
        wait.tv_nsec += 1000000;
        if (wait.tv_nsec >= 1000000000) wait.tv_sec++, wait.tv_nsec -= 1000000000;
        pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
        pthread_mutex_lock(&mutex);
        printf("wait %d\\n", pthread_cond_timedwait(&condition, &mutex, &wait) == ETIMEDOUT);
        int ends[2];
        char path[64], link[64] = {0};
        struct stat status;
        pipe(ends);
        fstat(ends[0], &status);
        snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
        link[readlink(path, link, sizeof link - 1)] = 0;
        char same[64];
        snprintf(same, sizeof same, "pipe:[%lu]", (unsigned long)status.st_ino);
        printf("pipe %d %d\\n", status.st_ino > 1000000000UL, strcmp(link, same));
        stat("/", &status);
        printf("file %d\\n", status.st_ino > 1000000000000UL);
        return 0;
    }
    """

  @Test func `each variable changes one thing`() async throws {
    let store = try Store(at: Tool.store)
    let toolChain = try await ToolChain.find(rememberingIn: store)
    let library = try await OtherMachineLibrary.compiled(by: toolChain, keptIn: store)
    try await TemporaryFolder.with { folder in
      try folder.write(Self.probe, to: "probe.c")
      let compiled = try await ToolChain.run(
        toolChain.clang, ["-w", "-O1", "probe.c", "-o", "probe", "-pthread"], in: folder.url)
      #expect(compiled.succeeded, "\(compiled.output)")
      func lines(_ variables: String) async throws -> [String] {
        let outcome = try await Tool.run(
          URL(filePath: "/bin/sh"),
          ["-c", "\(variables) LD_PRELOAD='\(library.file.path)' ./probe"], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
      }
      let usual = try await lines("")
      let year = try #require(usual[2].split(separator: " ").last.flatMap { Int($0) })
      #expect(usual[0] == "stack 0")
      #expect(usual[3...] == ["wait 1", "pipe 0 0", "file 0"])
      for (variable, line, text) in [
        ("WORKBOOK_FILL=1", 0, "stack a5"), ("WORKBOOK_PROCESSORS=64", 1, "processors 64 64"),
        // Ten years of 365.25 days.
        ("WORKBOOK_SECONDS=315576000", 2, "year \(year + 10)"),
        ("WORKBOOK_INODE_DIGITS=4", 4, "pipe 0 0"),
      ] {
        var expected = usual
        expected[line] = text
        #expect(try await lines(variable) == expected)
      }
      #expect(
        try await lines("WORKBOOK_INODE_DIGITS=10") == usual[...3] + ["pipe 1 0", "file 1"])
    }
  }
}
