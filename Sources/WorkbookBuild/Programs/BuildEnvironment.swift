/// What it takes to build programs: the compiler, the store, and what programs are linked with.
package struct BuildEnvironment: Sendable {
  package let toolChain: ToolChain
  package let store: Store
  let support: SupportFiles

  package init(toolChain: ToolChain, store: Store, support: SupportFiles) {
    (self.toolChain, self.store, self.support) = (toolChain, store, support)
  }
}
